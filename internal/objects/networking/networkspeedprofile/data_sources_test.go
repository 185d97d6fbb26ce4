package networkspeedprofile_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/networkspeedprofile"
)

const slow = "nsp_OJRYLIcdw01g7apm"

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, networkspeedprofile.Object).Reads("katapult_network_speed_profile", map[string]string{
		"id": slow, "permalink": "500mbps", "name": "500Mbps", "upload_speed": "500", "download_speed": "500",
	}, `id = "`+slow+`"`, `permalink = "500mbps"`, `name = "500Mbps"`, "id = \""+slow+"\"\npermalink = \"1gbps\"")
}

func TestNoLimitIsZero(t *testing.T) {
	t.Parallel()
	acctest.New(t, networkspeedprofile.Object).Reads("katapult_network_speed_profile", map[string]string{
		"name": "1Gbps", "upload_speed": "1000", "download_speed": "0",
	}, `permalink = "1gbps"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, networkspeedprofile.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "nsp_none"`, []string{`id = "nsp_none"`, `no object has this id; there are:`}},
		"no such permalink": {`permalink = "2gbps"`, []string{`permalink = "2gbps"`, `has this permalink; there are: 500mbps, 1gbps, 10gbps, unrestricted`}},
		"no such name":      {`name = "1gbps"`, []string{`name = "1gbps"`, `has this name; there are: 500Mbps, 1Gbps`}},
		"no key":            {``, []string{`At least one of these attributes must be configured: \[id,permalink,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_network_speed_profile", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, networkspeedprofile.Object)
	w.Reads("katapult_network_speed_profiles", map[string]string{
		"id": "acme", "profiles.#": "4", "profiles.0.id": slow, "profiles.0.upload_speed": "500", "profiles.0.download_speed": "500",
		"profiles.1.permalink": "1gbps", "profiles.1.download_speed": "0", "profiles.3.upload_speed": "0",
	}, ``)
	w.Reads("katapult_network_speed_profiles", map[string]string{"profiles.#": "2", "profiles.1.name": "10Gbps"}, `name_prefix = "1"`)
	w.Reads("katapult_network_speed_profiles", map[string]string{"profiles.#": "0"}, `name_prefix = "none"`)
}
