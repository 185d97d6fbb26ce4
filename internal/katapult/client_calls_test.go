package katapult

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"testing"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// calls maps names to all methods of the services. Two of them are also called
// as during planning.
var calls = map[string]func(context.Context, *Client) error{
	"Check": func(ctx context.Context, c *Client) error { return c.Check(ctx) },

	"APITokens.Create": func(ctx context.Context, c *Client) error {
		name := "ci"
		_, err := c.APITokens.Create(ctx, APITokenArguments{Name: &name, Scopes: []string{"tags"}})
		return err
	},
	"APITokens.Delete": acts(func(c *Client) act { return c.APITokens.Delete }),
	"APITokens.Get":    gets(func(c *Client) getterOf[APIToken] { return c.APITokens.Get }),
	"APITokens.InUse": func(ctx context.Context, c *Client) error {
		_, err := c.APITokens.InUse(ctx, "tok_1", "")
		return err
	},
	"APITokens.List":             reads(func(c *Client) getter[[]APIToken] { return c.APITokens.List }),
	"APITokens.RegenerateSecret": gets(func(c *Client) getterOf[APIToken] { return c.APITokens.RegenerateSecret }),
	"APITokens.Update": func(ctx context.Context, c *Client) error {
		_, err := c.APITokens.Update(ctx, "tok_1", APITokenArguments{})
		return err
	},

	"AddressListEntries.Converge": func(ctx context.Context, c *Client) error {
		add := func(now []AddressListEntry) AddressListChange {
			return AddressListChange{Add: []AddressListEntry{{Address: "203.0.113.7"}}, Remove: now, Rename: now, Delete: now}
		}
		return c.AddressListEntries.Converge(ctx, "adlst_1", add)
	},
	"AddressListEntries.Create": func(ctx context.Context, c *Client) error {
		address := "203.0.113.7"
		_, err := c.AddressListEntries.Create(ctx, "adlst_1", AddressListEntryArguments{Address: &address})
		return err
	},
	"AddressListEntries.Delete": acts(func(c *Client) act { return c.AddressListEntries.Delete }),
	"AddressListEntries.Get":    gets(func(c *Client) getterOf[AddressListEntry] { return c.AddressListEntries.Get }),
	"AddressListEntries.GetFrom": gets(func(c *Client) getterOf[AddressListEntry] {
		return func(ctx context.Context, id string) (AddressListEntry, error) {
			return c.AddressListEntries.GetFrom(ctx, "adlst_1", id)
		}
	}),
	"AddressListEntries.List": gets(func(c *Client) getterOf[[]AddressListEntry] { return c.AddressListEntries.List }),
	"AddressListEntries.Update": func(ctx context.Context, c *Client) error {
		_, err := c.AddressListEntries.Update(ctx, "adlste_1", AddressListEntryArguments{})
		return err
	},

	"AddressLists.Create": func(ctx context.Context, c *Client) error {
		_, err := c.AddressLists.Create(ctx, "offices")
		return err
	},
	"AddressLists.Delete":         acts(func(c *Client) act { return c.AddressLists.Delete }),
	"AddressLists.Get":            gets(func(c *Client) getterOf[AddressList] { return c.AddressLists.Get }),
	"AddressLists.GetWithEntries": gets(func(c *Client) getterOf[AddressList] { return c.AddressLists.GetWithEntries }),
	"AddressLists.List":           reads(func(c *Client) getter[[]AddressList] { return c.AddressLists.List }),
	"AddressLists.ListGlobal":     reads(func(c *Client) getter[[]AddressList] { return c.AddressLists.ListGlobal }),
	"AddressLists.Rename": func(ctx context.Context, c *Client) error {
		_, err := c.AddressLists.Rename(ctx, "adlst_1", "offices")
		return err
	},
	"Certificates.Create": func(ctx context.Context, c *Client) error {
		_, _, err := c.Certificates.Create(ctx, CertificateArguments{Issuer: SelfSignedIssuer, Name: "www.example.com"})
		return err
	},
	"Certificates.Delete": briefly(acts(func(c *Client) act { return c.Certificates.Delete })),
	"Certificates.FindByName": func(ctx context.Context, c *Client) error {
		_, err := c.Certificates.FindByName(ctx, SelfSignedIssuer, "www.example.com")
		return err
	},
	"Certificates.Get": gets(func(c *Client) getterOf[Certificate] { return c.Certificates.Get }),
	"Certificates.GetOf": gets(func(c *Client) getterOf[Certificate] {
		return func(ctx context.Context, id string) (Certificate, error) {
			return c.Certificates.GetOf(ctx, SelfSignedIssuer, id)
		}
	}),
	"Certificates.List":       reads(func(c *Client) getter[[]Certificate] { return c.Certificates.List }),
	"Certificates.ListOf":     gets(func(c *Client) getterOf[[]Certificate] { return c.Certificates.ListOf }),
	"Certificates.Reissue":    briefly(gets(func(c *Client) getterOf[Certificate] { return c.Certificates.Reissue })),
	"Certificates.ResetToken": acts(func(c *Client) act { return c.Certificates.ResetToken }),
	"Certificates.WaitIssued": briefly(func(ctx context.Context, c *Client) error {
		_, err := c.Certificates.WaitIssued(ctx, Certificate{ID: "cert_1"}, Task{ID: "task_1"})
		return err
	}),

	"Countries.Get":           gets(func(c *Client) getterOf[Country] { return c.Countries.Get }),
	"Countries.GetByISOCode2": gets(func(c *Client) getterOf[Country] { return c.Countries.GetByISOCode2 }),
	"Countries.GetByISOCode3": gets(func(c *Client) getterOf[Country] { return c.Countries.GetByISOCode3 }),
	"Countries.List":          reads(func(c *Client) getter[[]Country] { return c.Countries.List }),
	"CountryStates.Get":       gets(func(c *Client) getterOf[CountryState] { return c.CountryStates.Get }),
	"CountryStates.ListOf":    gets(func(c *Client) getterOf[[]CountryState] { return c.CountryStates.ListOf }),
	"Currencies.Get":          gets(func(c *Client) getterOf[Currency] { return c.Currencies.Get }),
	"Currencies.GetByISOCode": gets(func(c *Client) getterOf[Currency] { return c.Currencies.GetByISOCode }),
	"Currencies.List":         reads(func(c *Client) getter[[]Currency] { return c.Currencies.List }),

	"DataCenters.Default": reads(func(c *Client) getter[DataCenter] { return c.DataCenters.Default }),
	"DataCenters.Get":     gets(func(c *Client) getterOf[DataCenter] { return c.DataCenters.Get }),
	"DataCenters.GetByID": gets(func(c *Client) getterOf[DataCenter] { return c.DataCenters.GetByID }),
	"DataCenters.List":    reads(func(c *Client) getter[[]DataCenter] { return c.DataCenters.List }),
	"DataCenters.Filter": func(ctx context.Context, c *Client) error {
		only, err := c.DataCenters.Filter(ctx, "uk-lon-01")
		if err == nil {
			only(DataCenter{})
		}
		return err
	},
	"DiskIOProfiles.List": reads(func(c *Client) getter[[]DiskIOProfile] { return c.DiskIOProfiles.List }),

	"DiskTemplates.Get":                   gets(func(c *Client) getterOf[DiskTemplate] { return c.DiskTemplates.Get }),
	"DiskTemplates.GetByID":               gets(func(c *Client) getterOf[DiskTemplate] { return c.DiskTemplates.GetByID }),
	"DiskTemplates.List":                  reads(func(c *Client) getter[[]DiskTemplate] { return c.DiskTemplates.List }),
	"DiskTemplateVersions.GetWithOptions": gets(func(c *Client) getterOf[DiskTemplateVersion] { return c.DiskTemplateVersions.GetWithOptions }),
	"DiskTemplateVersions.List":           gets(func(c *Client) getterOf[[]DiskTemplateVersion] { return c.DiskTemplateVersions.List }),
	"DiskTemplateVersions.Get":            gets(func(c *Client) getterOf[DiskTemplateVersion] { return c.DiskTemplateVersions.Get }),

	"DiskBackupPolicies.Create": func(ctx context.Context, c *Client) error {
		_, err := c.DiskBackupPolicies.Create(ctx, BackupTarget{DiskID: "disk_1"}, DiskBackupPolicyArguments{})
		return err
	},
	"DiskBackupPolicies.Delete": acts(func(c *Client) act { return c.DiskBackupPolicies.Delete }),
	"DiskBackupPolicies.Get":    gets(func(c *Client) getterOf[DiskBackupPolicy] { return c.DiskBackupPolicies.Get }),
	"DiskBackupPolicies.List":   reads(func(c *Client) getter[[]DiskBackupPolicy] { return c.DiskBackupPolicies.List }),
	"DiskBackupPolicies.ListOf": func(ctx context.Context, c *Client) error {
		_, err := c.DiskBackupPolicies.ListOf(ctx, BackupTarget{VirtualMachineID: "vm_1"})
		return err
	},
	"DiskBackupPolicies.ListWithDisks": gets(func(c *Client) getterOf[[]DiskBackupPolicy] { return c.DiskBackupPolicies.ListWithDisks }),
	"DiskBackupPolicies.ScheduleDeletion": func(ctx context.Context, c *Client) error {
		return c.DiskBackupPolicies.ScheduleDeletion(ctx, "dbp_1", time.Unix(2000000000, 0))
	},
	"DiskBackupPolicies.Update": func(ctx context.Context, c *Client) error {
		retention := int64(3)
		_, err := c.DiskBackupPolicies.Update(ctx, "dbp_1", DiskBackupPolicyArguments{Retention: &retention})
		return err
	},

	"Disks.OnMachine": gets(func(c *Client) getterOf[[]Disk] { return c.Disks.OnMachine }),
	"Disks.Assign": func(ctx context.Context, c *Client) error {
		_, err := c.Disks.Assign(ctx, "disk_1", "vm_1")
		return err
	},
	"Disks.Attach": ofMachine(func(c *Client) actOf { return c.Disks.Attach }),
	"Disks.Detach": ofMachine(func(c *Client) actOf { return c.Disks.Detach }),
	"Disks.Get":    gets(func(c *Client) getterOf[Disk] { return c.Disks.Get }),
	"Disks.GetOnMachine": func(ctx context.Context, c *Client) error {
		_, err := c.Disks.GetOnMachine(ctx, "vm_1", "disk_1")
		return err
	},
	"Disks.WaitSettled": func(ctx context.Context, c *Client) error {
		_, err := c.Disks.WaitSettled(ctx, "disk_1", "vm_1")
		return err
	},
	"Disks.List": reads(func(c *Client) getter[[]Disk] { return c.Disks.List }),
	"Disks.SetAttachOnBoot": func(ctx context.Context, c *Client) error {
		return c.Disks.SetAttachOnBoot(ctx, "disk_1", "vm_1", true)
	},
	"Disks.Unassign": ofMachine(func(c *Client) actOf { return c.Disks.Unassign }),
	"Disks.UndoAttachOnBoot": func(ctx context.Context, c *Client) error {
		return c.Disks.UndoAttachOnBoot(ctx, "disk_1", "vm_1", true)
	},

	"DNSRecords.Create": func(ctx context.Context, c *Client) error {
		name := "www"
		_, err := c.DNSRecords.Create(ctx, "dnszone_1", DNSRecordArguments{Name: &name, Type: "A", TTL: Set[int64](60), Content: DNSRecordContent{"ip_address": "203.0.113.7"}})
		return err
	},
	"DNSRecords.Delete": acts(func(c *Client) act { return c.DNSRecords.Delete }),
	"DNSRecords.Get": gets(func(c *Client) getterOf[DNSRecord] {
		return func(ctx context.Context, id string) (DNSRecord, error) { return c.DNSRecords.Get(ctx, "dnszone_1", id) }
	}),
	"DNSRecords.GetByName": gets(func(c *Client) getterOf[DNSRecord] {
		return func(ctx context.Context, id string) (DNSRecord, error) {
			return c.DNSRecords.GetByName(ctx, id, "www", "A")
		}
	}),
	"DNSRecords.GetWithZone": gets(func(c *Client) getterOf[DNSRecord] {
		return func(ctx context.Context, id string) (DNSRecord, error) {
			r, _, err := c.DNSRecords.GetWithZone(ctx, id)
			return r, err
		}
	}),
	"DNSRecords.List": gets(func(c *Client) getterOf[[]DNSRecord] { return c.DNSRecords.List }),
	"DNSRecords.Update": func(ctx context.Context, c *Client) error {
		_, err := c.DNSRecords.Update(ctx, "dnsrec_1", DNSRecordArguments{TTL: Null[int64](), Type: "TXT", Content: DNSRecordContent{"content": "hello"}})
		return err
	},

	"DNSZones.Create": func(ctx context.Context, c *Client) error {
		_, err := c.DNSZones.Create(ctx, DNSZoneArguments{Name: "example.com"})
		return err
	},
	"DNSZones.Delete":      acts(func(c *Client) act { return c.DNSZones.Delete }),
	"DNSZones.Get":         gets(func(c *Client) getterOf[DNSZone] { return c.DNSZones.Get }),
	"DNSZones.GetByName":   gets(func(c *Client) getterOf[DNSZone] { return c.DNSZones.GetByName }),
	"DNSZones.List":        reads(func(c *Client) getter[[]DNSZone] { return c.DNSZones.List }),
	"DNSZones.NameOf":      gets(func(c *Client) getterOf[string] { return c.DNSZones.NameOf }),
	"DNSZones.Nameservers": reads(func(c *Client) getter[[]string] { return c.DNSZones.Nameservers }),
	"DNSZones.SetDefaultTTL": func(ctx context.Context, c *Client) error {
		_, err := c.DNSZones.SetDefaultTTL(ctx, "dnszone_1", 60)
		return err
	},
	"DNSZones.Verify":       gets(func(c *Client) getterOf[DNSZone] { return c.DNSZones.Verify }),
	"DNSZones.WaitVerified": briefly(gets(func(c *Client) getterOf[DNSZone] { return c.DNSZones.WaitVerified })),

	"FileStorageVolumes.Create": func(ctx context.Context, c *Client) error {
		_, err := c.FileStorageVolumes.Create(ctx, FileStorageVolumeArguments{Name: "data", Annotations: map[string]string{"a": "b"}})
		return err
	},
	"FileStorageVolumes.Delete":    acts(func(c *Client) act { return c.FileStorageVolumes.Delete }),
	"FileStorageVolumes.Get":       gets(func(c *Client) getterOf[FileStorageVolume] { return c.FileStorageVolumes.Get }),
	"FileStorageVolumes.GetBasics": gets(func(c *Client) getterOf[FileStorageVolume] { return c.FileStorageVolumes.GetBasics }),
	"FileStorageVolumes.List":      reads(func(c *Client) getter[[]FileStorageVolume] { return c.FileStorageVolumes.List }),
	"FileStorageVolumes.ListAnnotated": func(ctx context.Context, c *Client) error {
		_, err := c.FileStorageVolumes.ListAnnotated(ctx, "team", "web")
		return err
	},
	"FileStorageVolumes.Update": func(ctx context.Context, c *Client) error {
		_, err := c.FileStorageVolumes.Update(ctx, "fsv_1", FileStorageVolumeChange{})
		return err
	},
	"FileStorageVolumes.WaitConfigured": briefly(func(ctx context.Context, c *Client) error {
		_, err := c.FileStorageVolumes.WaitConfigured(ctx, FileStorageVolume{ID: "fsv_1"})
		return err
	}),
	"FileStorageVolumes.WaitReady": briefly(func(ctx context.Context, c *Client) error {
		_, err := c.FileStorageVolumes.WaitReady(ctx, FileStorageVolume{ID: "fsv_1"})
		return err
	}),

	"Disks.Create": func(ctx context.Context, c *Client) error {
		_, _, err := c.Disks.Create(ctx, DiskArguments{Name: "data", SizeInGB: 10, Annotations: map[string]string{"a": "b"}})
		return err
	},
	"Disks.Delete": acts(func(c *Client) act { return c.Disks.Delete }),
	"Disks.Resize": func(ctx context.Context, c *Client) error {
		return c.Disks.Resize(ctx, Disk{ID: "disk_1"}, 20, false)
	},
	"Disks.SetIOProfile": func(ctx context.Context, c *Client) error { return c.Disks.SetIOProfile(ctx, "disk_1", "diop_1") },
	"Disks.Update": func(ctx context.Context, c *Client) error {
		_, err := c.Disks.Update(ctx, "disk_1", DiskChange{})
		return err
	},
	"Disks.WaitBuilt": func(ctx context.Context, c *Client) error {
		_, err := c.Disks.WaitBuilt(ctx, Disk{ID: "disk_1"}, Task{})
		return err
	},
	"Disks.GetListed": gets(func(c *Client) getterOf[Disk] { return c.Disks.GetListed }),
	"Disks.ListAnnotated": func(ctx context.Context, c *Client) error {
		_, err := c.Disks.ListAnnotated(ctx, "team", "web")
		return err
	},
	"Disks.GetBasics": gets(func(c *Client) getterOf[Disk] { return c.Disks.GetBasics }),
	"IPAddresses.UnallocateFromMachine": func(ctx context.Context, c *Client) error {
		return c.IPAddresses.UnallocateFromMachine(ctx, IPAddress{ID: "ip_1"}, "vm_1")
	},
	"IPAddresses.GetFree": gets(func(c *Client) getterOf[IPAddress] { return c.IPAddresses.GetFree }),
	"GPUTypes.Get":        gets(func(c *Client) getterOf[GPUType] { return c.GPUTypes.Get }),
	"GPUTypes.GetByID":    gets(func(c *Client) getterOf[GPUType] { return c.GPUTypes.GetByID }),
	"GPUTypes.ListIn": reads(func(c *Client) getter[[]GPUType] {
		return func(ctx context.Context) ([]GPUType, error) { return c.GPUTypes.ListIn(ctx, "x") }
	}),
	"GPUTypes.List": reads(func(c *Client) getter[[]GPUType] { return c.GPUTypes.List }),

	"IPAddresses.Create": func(ctx context.Context, c *Client) error {
		_, err := c.IPAddresses.Create(ctx, IPAddressArguments{NetworkID: "netw_1", Version: 4, VIP: true, Label: "web"})
		return err
	},
	"IPAddresses.Delete": func(ctx context.Context, c *Client) error {
		return c.IPAddresses.Delete(ctx, IPAddress{ID: "ip_1"})
	},
	"IPAddresses.GetBasics": gets(func(c *Client) getterOf[IPAddress] { return c.IPAddresses.GetBasics }),
	"IPAddresses.List":      reads(func(c *Client) getter[[]IPAddress] { return c.IPAddresses.List }),
	"IPAddresses.Refresh": gets(func(c *Client) getterOf[IPAddress] {
		return func(ctx context.Context, id string) (IPAddress, error) {
			return c.IPAddresses.Refresh(ctx, IPAddress{ID: id, AddressWithMask: "203.0.113.7/24", Network: Network{ID: "netw_1"}})
		}
	}),
	"IPAddresses.Update": func(ctx context.Context, c *Client) error {
		label, vip := "web", true
		_, err := c.IPAddresses.Update(ctx, "ip_1", IPAddressChange{VIP: &vip, Label: &label})
		return err
	},
	"IPAddresses.Get":          gets(func(c *Client) getterOf[IPAddress] { return c.IPAddresses.Get }),
	"IPAddresses.GetByAddress": gets(func(c *Client) getterOf[IPAddress] { return c.IPAddresses.GetByAddress }),
	"IPAddresses.Unallocate": func(ctx context.Context, c *Client) error {
		return c.IPAddresses.Unallocate(ctx, "ip_1", "vmnet_1")
	},
	"LoadBalancerRules.Create": func(ctx context.Context, c *Client) error {
		_, err := c.LoadBalancerRules.Create(ctx, "lb_1", LoadBalancerRuleArguments{})
		return err
	},
	"LoadBalancerRules.Delete": acts(func(c *Client) act { return c.LoadBalancerRules.Delete }),
	"LoadBalancerRules.Get":    gets(func(c *Client) getterOf[LoadBalancerRule] { return c.LoadBalancerRules.Get }),
	"LoadBalancerRules.List":   gets(func(c *Client) getterOf[[]LoadBalancerRule] { return c.LoadBalancerRules.List }),
	"LoadBalancerRules.Update": func(ctx context.Context, c *Client) error {
		_, err := c.LoadBalancerRules.Update(ctx, "lbrule_1", LoadBalancerRuleArguments{})
		return err
	},
	"LoadBalancers.BackendCertificate": gets(func(c *Client) getterOf[BackendCertificate] { return c.LoadBalancers.BackendCertificate }),
	"LoadBalancers.Create": func(ctx context.Context, c *Client) error {
		_, err := c.LoadBalancers.Create(ctx, LoadBalancerArguments{DataCenterID: "dc_1"})
		return err
	},
	"LoadBalancers.Delete":            acts(func(c *Client) act { return c.LoadBalancers.Delete }),
	"LoadBalancers.Get":               gets(func(c *Client) getterOf[LoadBalancer] { return c.LoadBalancers.Get }),
	"LoadBalancers.GetByAPIReference": gets(func(c *Client) getterOf[LoadBalancer] { return c.LoadBalancers.GetByAPIReference }),
	"LoadBalancers.List":              reads(func(c *Client) getter[[]LoadBalancer] { return c.LoadBalancers.List }),
	"LoadBalancers.Update": func(ctx context.Context, c *Client) error {
		_, err := c.LoadBalancers.Update(ctx, "lb_1", LoadBalancerArguments{APIReference: Null[string](), Annotations: map[string]string{"a": "b"}})
		return err
	},
	"ManagedOrganizations.Create": func(ctx context.Context, c *Client) error {
		_, err := c.ManagedOrganizations.Create(ctx, ManagedOrganizationArguments{Name: "Shop", SubDomain: "shop", Annotations: map[string]string{"a": "b"}})
		return err
	},
	"ManagedOrganizations.Delete": acts(func(c *Client) act { return c.ManagedOrganizations.Delete }),
	"ManagedOrganizations.Get": gets(func(c *Client) getterOf[Organization] {
		return func(ctx context.Context, id string) (Organization, error) {
			o, _, err := c.ManagedOrganizations.Get(ctx, id)
			return o, err
		}
	}),
	"ManagedOrganizations.List": reads(func(c *Client) getter[[]Organization] { return c.ManagedOrganizations.List }),
	"ManagedOrganizations.ListAnnotated": func(ctx context.Context, c *Client) error {
		_, err := c.ManagedOrganizations.ListAnnotated(ctx, "team", "web")
		return err
	},
	"NetworkSpeedProfiles.List": reads(func(c *Client) getter[[]NetworkSpeedProfile] { return c.NetworkSpeedProfiles.List }),

	"Networks.Default":        reads(func(c *Client) getter[Network] { return c.Networks.Default }),
	"Networks.DefaultID":      reads(func(c *Client) getter[string] { return c.Networks.DefaultID }),
	"Networks.DefaultIn":      gets(func(c *Client) getterOf[Network] { return c.Networks.DefaultIn }),
	"Networks.DefaultInID":    gets(func(c *Client) getterOf[Network] { return c.Networks.DefaultInID }),
	"Networks.Get":            gets(func(c *Client) getterOf[Network] { return c.Networks.Get }),
	"Networks.GetByPermalink": gets(func(c *Client) getterOf[Network] { return c.Networks.GetByPermalink }),
	"Networks.List":           reads(func(c *Client) getter[[]Network] { return c.Networks.List }),

	"OperatingSystems.Get":  gets(func(c *Client) getterOf[OperatingSystem] { return c.OperatingSystems.Get }),
	"OperatingSystems.List": reads(func(c *Client) getter[[]OperatingSystem] { return c.OperatingSystems.List }),

	"Organizations.Get":            gets(func(c *Client) getterOf[Organization] { return c.Organizations.Get }),
	"Organizations.GetBySubDomain": gets(func(c *Client) getterOf[Organization] { return c.Organizations.GetBySubDomain }),
	"Organizations.List":           reads(func(c *Client) getter[[]Organization] { return c.Organizations.List }),
	"Organizations.Policy":         gets(func(c *Client) getterOf[OrganizationPolicy] { return c.Organizations.Policy }),
	"Organizations.PolicyLimits":   gets(func(c *Client) getterOf[map[string]OrganizationPolicyLimit] { return c.Organizations.PolicyLimits }),
	"Organizations.Prices":         gets(func(c *Client) getterOf[OrganizationPrices] { return c.Organizations.Prices }),

	"Organizations.DeletionSteps": gets(func(c *Client) getterOf[[]DeletionStep] { return c.Organizations.DeletionSteps }),

	"Organizations.SubDomain": reads(func(c *Client) getter[string] {
		c.organization = organization("org_1")
		return c.Organizations.SubDomain
	}),

	"SecurityGroupRules.Create": func(ctx context.Context, c *Client) error {
		_, err := c.SecurityGroupRules.Create(ctx, "sg_1", SecurityGroupRuleArguments{})
		return err
	},
	"SecurityGroupRules.CreateOwned": func(ctx context.Context, c *Client) error {
		_, err := c.SecurityGroupRules.CreateOwned(ctx, "sg_1", NewSecurityGroupRuleArguments("inbound", "TCP", "allow", "22", nil, ""), []string{"sgr_1"})
		return err
	},
	"SecurityGroupRules.Delete": acts(func(c *Client) act { return c.SecurityGroupRules.Delete }),
	"SecurityGroupRules.Get":    gets(func(c *Client) getterOf[SecurityGroupRule] { return c.SecurityGroupRules.Get }),
	"SecurityGroupRules.GetOf": gets(func(c *Client) getterOf[SecurityGroupRule] {
		return func(ctx context.Context, id string) (SecurityGroupRule, error) {
			return c.SecurityGroupRules.GetOf(ctx, "sg_1", id)
		}
	}),
	"SecurityGroupRules.ListOf": gets(func(c *Client) getterOf[[]SecurityGroupRule] { return c.SecurityGroupRules.ListOf }),
	"SecurityGroupRules.Update": func(ctx context.Context, c *Client) error {
		_, err := c.SecurityGroupRules.Update(ctx, "sgr_1", SecurityGroupRuleArguments{})
		return err
	},
	"SecurityGroups.Create": func(ctx context.Context, c *Client) error {
		_, err := c.SecurityGroups.Create(ctx, SecurityGroupArguments{Annotations: map[string]string{"a": "b"}})
		return err
	},
	"SecurityGroups.Delete":    acts(func(c *Client) act { return c.SecurityGroups.Delete }),
	"SecurityGroups.Get":       gets(func(c *Client) getterOf[SecurityGroup] { return c.SecurityGroups.Get }),
	"SecurityGroups.GetBasics": gets(func(c *Client) getterOf[SecurityGroup] { return c.SecurityGroups.GetBasics }),
	"SecurityGroups.List":      reads(func(c *Client) getter[[]SecurityGroup] { return c.SecurityGroups.List }),
	"SecurityGroups.ListAnnotated": func(ctx context.Context, c *Client) error {
		_, err := c.SecurityGroups.ListAnnotated(ctx, "team", "web")
		return err
	},
	"SecurityGroups.Update": func(ctx context.Context, c *Client) error {
		_, err := c.SecurityGroups.Update(ctx, "sg_1", SecurityGroupArguments{})
		return err
	},
	"ObjectStorageAccessKeys.Create": func(ctx context.Context, c *Client) error {
		_, err := c.ObjectStorageAccessKeys.Create(ctx, "uk-lon-1", ObjectStorageAccessKeyArguments{Name: "app"})
		return err
	},
	"ObjectStorageAccessKeys.Delete": acts(func(c *Client) act { return c.ObjectStorageAccessKeys.Delete }),
	"ObjectStorageAccessKeys.GenerateCredentials": briefly(gets(func(c *Client) getterOf[ObjectStorageAccessKey] {
		return c.ObjectStorageAccessKeys.GenerateCredentials
	})),
	"ObjectStorageAccessKeys.Get":  gets(func(c *Client) getterOf[ObjectStorageAccessKey] { return c.ObjectStorageAccessKeys.Get }),
	"ObjectStorageAccessKeys.List": reads(func(c *Client) getter[[]ObjectStorageAccessKey] { return c.ObjectStorageAccessKeys.List }),
	"ObjectStorageAccessKeys.Update": briefly(func(ctx context.Context, c *Client) error {
		_, err := c.ObjectStorageAccessKeys.Update(ctx, "objkey_1", ObjectStorageAccessKeyArguments{Name: "app"})
		return err
	}),
	"ObjectStorageAccounts.Create":      gets(func(c *Client) getterOf[ObjectStorageAccount] { return c.ObjectStorageAccounts.Create }),
	"ObjectStorageAccounts.Get":         gets(func(c *Client) getterOf[ObjectStorageAccount] { return c.ObjectStorageAccounts.Get }),
	"ObjectStorageAccounts.MoveToTrash": gets(func(c *Client) getterOf[TrashObject] { return c.ObjectStorageAccounts.MoveToTrash }),
	"ObjectStorageAccounts.Purge": func(ctx context.Context, c *Client) error {
		return c.ObjectStorageAccounts.Purge(ctx, "uk-lon-1", "trsh_1")
	},
	"ObjectStorageAccounts.Restore": func(ctx context.Context, c *Client) error {
		return c.ObjectStorageAccounts.Restore(ctx, "uk-lon-1", "trsh_1")
	},
	"ObjectStorageAccounts.Trashed": func(ctx context.Context, c *Client) error {
		_, err := c.ObjectStorageAccounts.Trashed(ctx, ObjectInTrash)
		return err
	},
	"ObjectStorageAccounts.WaitProvisioned": briefly(gets(func(c *Client) getterOf[ObjectStorageAccount] { return c.ObjectStorageAccounts.WaitProvisioned })),
	"ObjectStorageBuckets.Create": func(ctx context.Context, c *Client) error {
		_, err := c.ObjectStorageBuckets.Create(ctx, "uk-lon-1", ObjectStorageBucketArguments{Name: "assets"})
		return err
	},
	"ObjectStorageBuckets.Delete": func(ctx context.Context, c *Client) error {
		return c.ObjectStorageBuckets.Delete(ctx, "uk-lon-1", "assets")
	},
	"ObjectStorageBuckets.Get": gets(func(c *Client) getterOf[ObjectStorageBucket] {
		return func(ctx context.Context, name string) (ObjectStorageBucket, error) {
			return c.ObjectStorageBuckets.Get(ctx, "uk-lon-1", name)
		}
	}),
	"ObjectStorageBuckets.Object": gets(func(c *Client) getterOf[StoredObject] {
		return func(ctx context.Context, path string) (StoredObject, error) {
			return c.ObjectStorageBuckets.Object(ctx, "uk-lon-1", "assets", path)
		}
	}),
	"ObjectStorageBuckets.PresignedURL": func(ctx context.Context, c *Client) error {
		seconds := int64(60)
		_, err := c.ObjectStorageBuckets.PresignedURL(ctx, "uk-lon-1", "assets", "a.txt", &seconds)
		return err
	},
	"ObjectStorageBuckets.RevokePresignedURLs": func(ctx context.Context, c *Client) error {
		return c.ObjectStorageBuckets.RevokePresignedURLs(ctx, "uk-lon-1", "assets")
	},
	"ObjectStorageBuckets.Update": func(ctx context.Context, c *Client) error {
		_, err := c.ObjectStorageBuckets.Update(ctx, "uk-lon-1", "assets", ObjectStorageBucketArguments{Label: new(string)})
		return err
	},
	"SSHKeys.Create": func(ctx context.Context, c *Client) error {
		_, err := c.SSHKeys.Create(ctx, SSHKeyArguments{Name: "laptop", Key: laptopKey})
		return err
	},
	"SSHKeys.Delete":           acts(func(c *Client) act { return c.SSHKeys.Delete }),
	"SSHKeys.Get":              gets(func(c *Client) getterOf[SSHKey] { return c.SSHKeys.Get }),
	"SSHKeys.GetByFingerprint": gets(func(c *Client) getterOf[SSHKey] { return c.SSHKeys.GetByFingerprint }),
	"SSHKeys.GetByPublicKey": reads(func(c *Client) getter[SSHKey] {
		return func(ctx context.Context) (SSHKey, error) { return c.SSHKeys.GetByPublicKey(ctx, laptopKey) }
	}),
	"SSHKeys.List": reads(func(c *Client) getter[[]SSHKey] { return c.SSHKeys.List }),

	"Tags.Create": func(ctx context.Context, c *Client) error {
		_, err := c.Tags.Create(ctx, TagArguments{})
		return err
	},
	"Tags.Delete": acts(func(c *Client) act { return c.Tags.Delete }),
	"Tags.Get":    gets(func(c *Client) getterOf[Tag] { return c.Tags.Get }),
	"Tags.List":   reads(func(c *Client) getter[[]Tag] { return c.Tags.List }),
	"Tags.Update": func(ctx context.Context, c *Client) error {
		_, err := c.Tags.Update(ctx, "tag_1", TagArguments{})
		return err
	},

	"Tasks.Get": gets(func(c *Client) getterOf[Task] { return c.Tasks.Get }),

	"TrashObjects.Get":           gets(func(c *Client) getterOf[TrashObject] { return c.TrashObjects.Get }),
	"TrashObjects.GetByID":       gets(func(c *Client) getterOf[TrashObject] { return c.TrashObjects.GetByID }),
	"TrashObjects.List":          reads(func(c *Client) getter[[]TrashObject] { return c.TrashObjects.List }),
	"TrashObjects.Purge":         acts(func(c *Client) act { return c.TrashObjects.Purge }),
	"TrashObjects.PurgeAll":      func(ctx context.Context, c *Client) error { return c.TrashObjects.PurgeAll(ctx) },
	"TrashObjects.PurgeAllOf":    acts(func(c *Client) act { return c.TrashObjects.PurgeAllOf }),
	"TrashObjects.Restore":       gets(func(c *Client) getterOf[TrashObject] { return c.TrashObjects.Restore }),
	"Users.Current":              reads(func(c *Client) getter[CurrentUser] { return c.Users.Current }),
	"Users.InvalidateWebSession": func(ctx context.Context, c *Client) error { return c.Users.InvalidateWebSession(ctx) },
	"Users.ListOf":               gets(func(c *Client) getterOf[[]User] { return c.Users.ListOf }),
	"VirtualMachineGroups.Create": func(ctx context.Context, c *Client) error {
		_, err := c.VirtualMachineGroups.Create(ctx, VirtualMachineGroupArguments{})
		return err
	},
	"VirtualMachineGroups.Delete": acts(func(c *Client) act { return c.VirtualMachineGroups.Delete }),
	"VirtualMachineGroups.Get":    gets(func(c *Client) getterOf[VirtualMachineGroup] { return c.VirtualMachineGroups.Get }),
	"VirtualMachineGroups.List":   reads(func(c *Client) getter[[]VirtualMachineGroup] { return c.VirtualMachineGroups.List }),
	"VirtualMachineGroups.Update": func(ctx context.Context, c *Client) error {
		_, err := c.VirtualMachineGroups.Update(ctx, "vmgrp_1", VirtualMachineGroupArguments{})
		return err
	},

	"VirtualMachineNetworkInterfaces.AllocateIP": func(ctx context.Context, c *Client) error {
		return c.VirtualMachineNetworkInterfaces.AllocateIP(ctx, "vmnet_1", "ip_1")
	},
	"VirtualMachineNetworkInterfaces.AllocateNewIP": func(ctx context.Context, c *Client) error {
		machine, err := c.VirtualMachines.Lock(ctx, "vm_1")
		if err == nil {
			defer machine.Unlock()
			_, err = c.VirtualMachineNetworkInterfaces.AllocateNewIP(ctx, machine, "vmnet_1", 4)
		}
		return err
	},
	"VirtualMachineNetworkInterfaces.Owner": func(ctx context.Context, c *Client) error {
		machine, kind := "vm_1", "VirtualMachine"
		_, err := c.VirtualMachineNetworkInterfaces.Owner(ctx, IPAddress{ID: "ip_1", AllocationID: &machine, AllocationType: &kind}, "vm_1")
		return err
	},
	"VirtualMachineNetworkInterfaces.Attach": acts(func(c *Client) act { return c.VirtualMachineNetworkInterfaces.Attach }),
	"VirtualMachineNetworkInterfaces.Create": func(ctx context.Context, c *Client) error {
		machine, err := c.VirtualMachines.Lock(ctx, "vm_1")
		if err == nil {
			defer machine.Unlock()
			_, err = c.VirtualMachineNetworkInterfaces.Create(ctx, machine, VirtualMachineNetworkInterfaceArguments{NetworkID: "netw_1"})
		}
		return err
	},
	"VirtualMachineNetworkInterfaces.Delete": acts(func(c *Client) act { return c.VirtualMachineNetworkInterfaces.Delete }),
	"VirtualMachineNetworkInterfaces.Detach": acts(func(c *Client) act { return c.VirtualMachineNetworkInterfaces.Detach }),
	"VirtualMachineNetworkInterfaces.Get": gets(func(c *Client) getterOf[VirtualMachineNetworkInterface] {
		return c.VirtualMachineNetworkInterfaces.Get
	}),
	"VirtualMachineNetworkInterfaces.WaitSettled": gets(func(c *Client) getterOf[VirtualMachineNetworkInterface] {
		return c.VirtualMachineNetworkInterfaces.WaitSettled
	}),
	"VirtualMachineNetworkInterfaces.List": func(ctx context.Context, c *Client) error {
		return last(c.VirtualMachineNetworkInterfaces.List(ctx, "vm_1"))
	},
	"VirtualMachineNetworkInterfaces.AvailableIPs": gets(func(c *Client) getterOf[[]IPAddress] {
		return func(ctx context.Context, id string) ([]IPAddress, error) {
			return c.VirtualMachineNetworkInterfaces.AvailableIPs(ctx, id, 4)
		}
	}),
	"VirtualMachineNetworkInterfaces.GetOnNetwork": gets(func(c *Client) getterOf[VirtualMachineNetworkInterface] {
		return func(ctx context.Context, id string) (VirtualMachineNetworkInterface, error) {
			return c.VirtualMachineNetworkInterfaces.GetOnNetwork(ctx, id, "uk-lon-01-public")
		}
	}),
	"VirtualMachineNetworkInterfaces.WithIPAddress": func(ctx context.Context, c *Client) error {
		_, _, err := c.VirtualMachineNetworkInterfaces.WithIPAddress(ctx, "vm_1", "ip_1")
		return err
	},
	"VirtualMachineNetworkInterfaces.UpdateSpeedProfile": func(ctx context.Context, c *Client) error {
		return c.VirtualMachineNetworkInterfaces.UpdateSpeedProfile(ctx, "vmnet_1", "1gbps")
	},

	"VirtualMachinePackages.Get":     gets(func(c *Client) getterOf[VirtualMachinePackage] { return c.VirtualMachinePackages.Get }),
	"VirtualMachinePackages.GetByID": gets(func(c *Client) getterOf[VirtualMachinePackage] { return c.VirtualMachinePackages.GetByID }),
	"VirtualMachinePackages.List":    reads(func(c *Client) getter[[]VirtualMachinePackage] { return c.VirtualMachinePackages.List }),

	"VirtualMachines.AllocateIP": func(ctx context.Context, c *Client) error {
		return c.VirtualMachines.AllocateIP(ctx, "vm_1", "ip_1")
	},
	"VirtualMachines.AuthorizedKeys": reads(func(c *Client) getter[string] { return c.VirtualMachines.AuthorizedKeys }),

	"VirtualMachines.Disks":       gets(func(c *Client) getterOf[[]VirtualMachineDisk] { return c.VirtualMachines.Disks }),
	"VirtualMachines.Get":         gets(func(c *Client) getterOf[VirtualMachine] { return c.VirtualMachines.Get }),
	"VirtualMachines.GetByFQDN":   gets(func(c *Client) getterOf[VirtualMachine] { return c.VirtualMachines.GetByFQDN }),
	"VirtualMachines.WaitSettled": gets(func(c *Client) getterOf[VirtualMachine] { return c.VirtualMachines.WaitSettled }),
	"VirtualMachines.Lock": func(ctx context.Context, c *Client) error {
		machine, err := c.VirtualMachines.Lock(ctx, "vm_1")
		if err == nil {
			defer machine.Unlock()
			_, err = machine.WaitSettled(ctx)
		}
		return err
	},
	"VirtualMachines.ChangePackage": sized(func(ctx context.Context, c *Client, m *LockedMachine) error {
		return c.VirtualMachines.ChangePackage(ctx, m, "rock-3")
	}),
	"VirtualMachines.SetFlexibleResources": sized(func(ctx context.Context, c *Client, m *LockedMachine) error {
		return c.VirtualMachines.SetFlexibleResources(ctx, m, FlexibleResources{CPUCores: 1, MemoryInGB: 1})
	}),
	"VirtualMachines.CreateConsoleSession": gets(func(c *Client) getterOf[ConsoleSession] { return c.VirtualMachines.CreateConsoleSession }),
	"VirtualMachines.Purge":                acts(func(c *Client) act { return c.VirtualMachines.Purge }),
	"VirtualMachines.MoveToTrash": func(ctx context.Context, c *Client) error {
		return c.VirtualMachines.MoveToTrash(ctx, VirtualMachine{ID: "vm_1", Hostname: "web-1"})
	},
	"VirtualMachines.RootPassword": gets(func(c *Client) getterOf[string] { return c.VirtualMachines.RootPassword }),
	"VirtualMachines.Update": func(ctx context.Context, c *Client) error {
		none := ""
		_, err := c.VirtualMachines.Update(ctx, "vm_1", VirtualMachineArguments{GroupID: &none, GPUType: &none, Annotations: map[string]string{"a": "b"}})
		return err
	},
	"VirtualMachineBuilds.Create": func(ctx context.Context, c *Client) error {
		_, err := c.VirtualMachineBuilds.Create(ctx, VirtualMachineSpec{DataCenter: "uk-lon-01", Package: "rock-3", DiskTemplate: "ubuntu-18-04", Hostname: "web-1"})
		return err
	},
	"VirtualMachineBuilds.Get":            gets(func(c *Client) getterOf[VirtualMachineBuild] { return c.VirtualMachineBuilds.Get }),
	"VirtualMachineBuilds.WaitComplete":   briefly(acts(func(c *Client) act { return c.VirtualMachineBuilds.WaitComplete })),
	"VirtualMachineBuilds.WaitForMachine": briefly(gets(func(c *Client) getterOf[string] { return c.VirtualMachineBuilds.WaitForMachine })),
	"VirtualMachines.List":                reads(func(c *Client) getter[[]VirtualMachine] { return c.VirtualMachines.List }),
	"VirtualNetworks.Create": func(ctx context.Context, c *Client) error {
		_, err := c.VirtualNetworks.Create(ctx, VirtualNetworkArguments{Name: "backend", DataCenterID: "dc_1"})
		return err
	},
	"VirtualNetworks.Delete": acts(func(c *Client) act { return c.VirtualNetworks.Delete }),
	"VirtualNetworks.Rename": func(ctx context.Context, c *Client) error {
		_, err := c.VirtualNetworks.Rename(ctx, "vnet_1", "backend")
		return err
	},
	"VirtualNetworks.Get":  gets(func(c *Client) getterOf[VirtualNetwork] { return c.VirtualNetworks.Get }),
	"VirtualNetworks.List": reads(func(c *Client) getter[[]VirtualNetwork] { return c.VirtualNetworks.List }),

	"Zones.Get":            gets(func(c *Client) getterOf[Zone] { return c.Zones.Get }),
	"Zones.GetByPermalink": gets(func(c *Client) getterOf[Zone] { return c.Zones.GetByPermalink }),
	"Zones.List":           reads(func(c *Client) getter[[]Zone] { return c.Zones.List }),
}

// The signatures of most methods.
type (
	getter[T any]   = func(context.Context) (T, error)
	getterOf[T any] = func(context.Context, string) (T, error)
	act             = func(context.Context, string) error
	actOf           = func(ctx context.Context, id, machineID string) error
)

func reads[T any](method func(*Client) getter[T]) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error {
		_, err := method(c)(ctx)
		_, again := method(c)(rest.WithMaxAge(ctx, cacheMaxAge))
		return errors.Join(err, again)
	}
}

// gets calls a method, then repeats it until a plan would read lists.
func gets[T any](method func(*Client) getterOf[T]) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error {
		_, err := method(c)(ctx, "x_1")
		for range 4 {
			_, again := method(c)(rest.WithMaxAge(ctx, cacheMaxAge), "x_1")
			err = errors.Join(err, again)
		}
		return err
	}
}

func acts(method func(*Client) act) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { return method(c)(ctx, "x_1") }
}

func ofMachine(method func(*Client) actOf) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error { return method(c)(ctx, "x_1", "vm_1") }
}

// briefly ends a wait that goes on while the API responds with nothing usable.
func briefly(wait func(context.Context, *Client) error) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		return wait(ctx, c)
	}
}

// sized calls a method that works on a locked machine.
func sized(method func(context.Context, *Client, *LockedMachine) error) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error {
		machine, err := c.VirtualMachines.Lock(ctx, "vm_1")
		if err != nil {
			return err
		}
		defer machine.Unlock()
		return method(ctx, c, machine)
	}
}

func last[T any](list iter.Seq2[T, error]) (last error) {
	for _, err := range list {
		last = err
	}
	return last
}

func TestEveryMethodIsFuzzed(t *testing.T) {
	t.Parallel()
	client := reflect.TypeFor[Client]()
	for _, field := range reflect.VisibleFields(client) {
		if !field.IsExported() {
			continue
		}
		for i := range field.Type.NumMethod() {
			method := field.Type.Method(i)
			name := field.Name + "." + method.Name
			if calls[name] == nil && fails(method.Type) {
				t.Errorf("add %s to the calls", name)
			}
		}
	}
}

// fails reports whether a method returns an error, as every method that calls
// the API does.
func fails(method reflect.Type) bool {
	last := method.NumOut() - 1
	return last >= 0 && method.Out(last) == reflect.TypeFor[error]()
}
