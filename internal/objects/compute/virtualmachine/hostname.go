package virtualmachine

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// generatedHostname makes a host name of the configuration. Terraform plans a creation
// twice, and both plans have to name the same machine; so does the next run, after one
// that failed. It is unknown while anything that it depends on is.
//
// Addresses tell apart machines that are otherwise alike: no two machines have the same.
func generatedHostname(organization string, config *model) types.String {
	parts := []string{organization}
	for _, value := range []interface {
		IsUnknown() bool
		String() string
	}{
		config.Name, config.Description, config.Package, config.FlexibleResources, config.ZoneID, config.DataCenter,
		config.DiskTemplate, config.DiskTemplateVersion, config.ISOID, config.SystemDisk, config.Disks,
		config.IPAddressIDs, config.VirtualNetworkIDs, config.GroupID, config.Tags, config.Annotations,
	} {
		text := value.String()
		if value.IsUnknown() || strings.Contains(text, "<unknown>") {
			return types.StringUnknown()
		}
		parts = append(parts, text)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return types.StringValue(fmt.Sprintf("tf-%s-%s-%x", adjectives[sum[0]%16], animals[sum[1]%16], sum[2:8]))
}

var (
	adjectives = [16]string{"amber", "bold", "brisk", "calm", "clever", "eager", "fair", "gentle", "keen", "lively", "mellow", "noble", "proud", "quiet", "swift", "warm"}
	animals    = [16]string{"badger", "crane", "dolphin", "falcon", "gecko", "heron", "ibis", "jackal", "lynx", "marten", "otter", "puffin", "raven", "stoat", "tapir", "vole"}
)
