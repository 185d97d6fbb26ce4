package core

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// history is what a state file says of itself.
type history struct {
	serial  int
	lineage string
}

// file is the form of a state file. Its version is 4.
type file struct {
	Version          int                   `json:"version"`
	TerraformVersion string                `json:"terraform_version"`
	Serial           int                   `json:"serial"`
	Lineage          string                `json:"lineage"`
	Outputs          map[string]fileOutput `json:"outputs"`
	Resources        []fileResource        `json:"resources"`
	CheckResults     any                   `json:"check_results"`
}

type fileOutput struct {
	Value json.RawMessage `json:"value"`
	Type  json.RawMessage `json:"type"`
}

type fileResource struct {
	Mode      string         `json:"mode"`
	Type      string         `json:"type"`
	Name      string         `json:"name"`
	Provider  string         `json:"provider"`
	Instances []fileInstance `json:"instances"`
}

type fileInstance struct {
	IndexKey            any             `json:"index_key,omitempty"`
	Status              string          `json:"status,omitempty"`
	Deposed             string          `json:"deposed,omitempty"`
	SchemaVersion       int64           `json:"schema_version"`
	Attributes          json.RawMessage `json:"attributes"`
	IdentityVersion     int64           `json:"identity_schema_version"`
	Identity            json.RawMessage `json:"identity,omitempty"`
	Private             []byte          `json:"private,omitempty"`
	Dependencies        []string        `json:"dependencies,omitempty"`
	CreateBeforeDestroy bool            `json:"create_before_destroy,omitempty"`
}

// readState reads a state file; one without content is a new state.
func readState(content []byte) (*State, history, error) {
	state := newState()
	if len(bytes.TrimSpace(content)) == 0 {
		lineage := make([]byte, 16)
		_, _ = rand.Read(lineage)
		return state, history{lineage: hex.EncodeToString(lineage)}, nil
	}
	var f file
	reader := json.NewDecoder(bytes.NewReader(content))
	reader.UseNumber()
	if err := reader.Decode(&f); err != nil {
		return nil, history{}, fmt.Errorf("reading the state: %w", err)
	}
	for name, o := range f.Outputs {
		text, err := json.Marshal(o)
		if err != nil {
			return nil, history{}, err
		}
		state.outputs[name] = stored{attributes: text}
	}
	for _, r := range f.Resources {
		a := resourceAddress{r.Mode == "data", r.Type, r.Name}
		for _, i := range r.Instances {
			at := place{instanceAddress{a, i.IndexKey}, i.Deposed}
			if n, isNumber := i.IndexKey.(json.Number); isNumber {
				number, _ := n.Int64()
				at.address.key = int(number)
			}
			state.objects[at] = stored{
				version: i.SchemaVersion, attributes: compact(i.Attributes), private: i.Private, identity: i.Identity, identityVersion: i.IdentityVersion,
				tainted: i.Status == "tainted", before: i.CreateBeforeDestroy, dependencies: i.Dependencies,
			}
		}
	}
	return state, history{f.Serial, f.Lineage}, nil
}

// write is the state file. The address says where a provider comes from.
func (s *State) write(h history, address func(name string) string) ([]byte, error) {
	f := file{Version: 4, TerraformVersion: version, Serial: h.serial + 1, Lineage: h.lineage, Outputs: map[string]fileOutput{}, Resources: []fileResource{}}
	for name, o := range s.outputs {
		var out fileOutput
		if err := json.Unmarshal(o.attributes, &out); err != nil {
			return nil, err
		}
		f.Outputs[name] = out
	}
	for _, at := range s.places() {
		o := s.objects[at]
		i := slices.IndexFunc(f.Resources, func(r fileResource) bool { return r.address() == at.address.resourceAddress })
		if i < 0 {
			i = len(f.Resources)
			f.Resources = append(f.Resources, newFileResource(at.address.resourceAddress, address))
		}
		one := fileInstance{
			IndexKey: at.address.key, Deposed: at.deposed, SchemaVersion: o.version, Attributes: o.attributes, Identity: o.identity,
			IdentityVersion: o.identityVersion, Private: o.private, Dependencies: o.dependencies, CreateBeforeDestroy: o.before,
		}
		if o.tainted {
			one.Status = "tainted"
		}
		f.Resources[i].Instances = append(f.Resources[i].Instances, one)
	}
	return json.MarshalIndent(f, "", "  ")
}

func (r fileResource) address() resourceAddress {
	return resourceAddress{r.Mode == "data", r.Type, r.Name}
}

func newFileResource(a resourceAddress, address func(name string) string) fileResource {
	r := fileResource{Mode: "managed", Type: a.typeName, Name: a.name}
	if a.data {
		r.Mode = "data"
	}
	source := "terraform.io/builtin/terraform"
	if a.typeName != "terraform_data" {
		name, _, _ := bytes.Cut([]byte(a.typeName), []byte("_"))
		source = address(string(name))
	}
	r.Provider = fmt.Sprintf("provider[%q]", source)
	return r
}
