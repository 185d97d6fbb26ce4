// Package virtualmachine manages katapult_virtual_machine and finds virtual machines.
package virtualmachine

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/objectvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the virtual machine.
var Object = crud.Object{
	Resource:    machine.New,
	DataSources: append(many.DataSources(), one.New),
	Lists:       []func() list.ListResource{listing.New},
}

var machine = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_virtual_machine",
	Prefixes: []string{"vm_"},
	Timeout:  20 * time.Minute,
	Schema: schema.Schema{
		MarkdownDescription: strings.Join([]string{
			"A virtual machine.",
			"**Building.** Host names are unique within an organization. A machine that is built but not yet started when something fails stays in the state, tainted, so that the next apply replaces it. " +
				"Arguments that only a build can use, such as `disk_template_options`, have no effect on a machine that exists: they never replace it because they are added or removed.",
			"**Changing.** A smaller package, a smaller system disk, and a system disk that grows with `resize_method = \"offline\"` need a machine that is stopped. " +
				"A plan says so, unless it also stops the machine (`powered_on = false`) or may do so for the change (`allow_power_cycle = true`). No other change starts or stops a machine.",
			"**Sharing.** `ip_address_ids` and `virtual_network_ids` are optional. Leave them out where `katapult_ip_allocation` and `katapult_virtual_machine_network_interface` manage addresses and interfaces of the machine: " +
				"what this resource has not made or imported, it leaves alone. All work on one machine is done one after the other, whichever resource it belongs to.",
			"**Destroying.** The machine is turned off, deleted with its system disk, and purged from the trash, unless the provider's `skip_trash_object_purge` keeps it there. " +
				"A machine that still has other disks is not deleted: they would be lost with it. Disks that `disk` blocks have made are part of the machine.",
		}, "\n\n"),
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"disk": schema.ListNestedBlock{
				MarkdownDescription: "Disks to build the machine with; it boots from the first. They belong to the machine and are deleted with it. Changing a disk forces a new machine; removing all blocks does not.",
				DeprecationMessage:  "Use system_disk for the disk that the machine boots from, and katapult_disk with katapult_disk_assignment for others.",
				NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
					"name": schema.StringAttribute{
						Optional: true, Computed: true, // a plan keeps the "" of older states only if it is computed
						MarkdownDescription: "Name of the disk. Defaults to `System Disk` for the first, and to `Disk #2` and so on.",
						Validators:          []validator.String{attrs.NotBlank()},
					},
					"size": schema.Int64Attribute{Required: true, MarkdownDescription: "Size of the disk in GB, at least 10."},
				}},
				Validators: []validator.List{listvalidator.ConflictsWith(path.MatchRoot("system_disk"))},
			},
		},
	},
	Validators: []resource.ConfigValidator{
		resourcevalidator.ExactlyOneOf(path.MatchRoot("package"), path.MatchRoot("flexible_resources")),
	},
	Plan: planMachine, Create: create, Read: read, Update: update, Destroy: destroy,
}

const createOnly = " Only a build uses it: a change has no effect on a machine that exists, and does not replace it."

var attributes = map[string]schema.Attribute{
	"id": attrs.ID("ID of the virtual machine."),
	"name": schema.StringAttribute{
		MarkdownDescription: "Name of the virtual machine. Defaults to its host name.",
		Optional:            true, Computed: true,
		Validators:    []validator.String{attrs.NotBlank()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	},
	"hostname": schema.StringAttribute{
		MarkdownDescription: "Host name of the virtual machine, unique within the organization, also among machines in the trash. Katapult writes it in lower case. " +
			"Without it the provider makes one from the configuration: the same configuration always has the same name.",
		Optional: true, Computed: true,
		Validators:    []validator.String{attrs.NotBlank()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	},
	"description": schema.StringAttribute{
		MarkdownDescription: "Description of the virtual machine.",
		Optional:            true, Computed: true,
	},
	"fqdn": schema.StringAttribute{MarkdownDescription: "Fully qualified domain name of the virtual machine.", Computed: true},
	"state": schema.StringAttribute{
		MarkdownDescription: "What the virtual machine is doing, such as `started` or `stopped`.",
		Computed:            true,
	},
	"powered_on": schema.BoolAttribute{
		MarkdownDescription: "Whether the virtual machine runs. `true` starts it and `false` shuts it down; a machine that does not shut down is turned off. Without the argument it is left as it is.",
		Optional:            true, Computed: true,
	},
	"allow_power_cycle": schema.BoolAttribute{
		MarkdownDescription: "Whether a running machine may be shut down for a change that needs it stopped, and started again. Defaults to `false`.",
		Optional:            true,
	},
	"package": schema.StringAttribute{
		MarkdownDescription: "Size of the virtual machine: the permalink or the ID of a package. Either this or `flexible_resources` has to be set. It is changed in place; a smaller one needs a stopped machine.",
		Optional:            true, Computed: true,
		Validators: []validator.String{attrs.NotBlank()},
	},
	"flexible_resources": schema.SingleNestedAttribute{
		MarkdownDescription: "Size of the virtual machine without a package, for organizations that may use that. Either this or `package` has to be set.",
		Optional:            true,
		Attributes: map[string]schema.Attribute{
			"cpu_cores":    schema.Int64Attribute{Required: true, MarkdownDescription: "Number of CPU cores.", Validators: []validator.Int64{int64validator.AtLeast(1)}},
			"memory_in_gb": schema.Int64Attribute{Required: true, MarkdownDescription: "Memory in GB.", Validators: []validator.Int64{int64validator.AtLeast(1)}},
			"use_dedicated_cpus": schema.BoolAttribute{
				Optional: true, MarkdownDescription: "Whether the cores are the machine's own. A build cannot ask for it; it is set when the machine is built.",
			},
		},
	},
	"zone_id": schema.StringAttribute{
		MarkdownDescription: "ID of the zone that the machine is in, which has to be in `data_center` if both are set. Defaults to one of the data centre. Changing this forces a new resource.",
		Optional:            true, Computed: true,
		Validators: []validator.String{attrs.NotBlank()},
	},
	"data_center": schema.StringAttribute{
		MarkdownDescription: "Permalink or ID of the data centre that the machine is in. Defaults to that of the provider, which is only asked when a machine is built. Changing this forces a new resource.",
		Optional:            true, Computed: true,
		Validators: []validator.String{attrs.NotBlank()},
	},
	"disk_template": schema.StringAttribute{
		MarkdownDescription: "Permalink or ID of the disk template that the system disk is made from. The prefix `templates/` can be left out. A machine is built from this or from `iso_id`. Another template forces a new resource; another way to write the same one does not.",
		Optional:            true, Computed: true,
		Validators: []validator.String{attrs.NotBlank()},
	},
	"disk_template_version": schema.Int64Attribute{
		MarkdownDescription: "Number of the version of the disk template. Defaults to the latest. Changing one number into another forces a new resource.",
		Optional:            true,
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	},
	"disk_template_options": schema.MapAttribute{
		MarkdownDescription: "Options of the disk template, such as `install_agent`. They are kept in the state: see `disk_template_options_wo` for passwords. Changing an option forces a new resource; adding or removing this argument has no effect.",
		ElementType:         types.StringType, Optional: true,
		Validators: []validator.Map{attrs.KnownValues()},
	},
	"disk_template_options_wo": schema.MapAttribute{
		MarkdownDescription: "Options of the disk template that are kept neither in the plan nor in the state, in addition to `disk_template_options`.",
		ElementType:         types.StringType, Optional: true, WriteOnly: true,
		Validators: []validator.Map{attrs.KnownValues(), mapvalidator.AlsoRequires(path.MatchRoot("disk_template_options_wo_version"))},
	},
	"disk_template_options_wo_version": schema.Int64Attribute{
		MarkdownDescription: "Any number. Terraform cannot see a change of `disk_template_options_wo`: changing this number forces a new resource, which is built with the options of that time.",
		Optional:            true,
		Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("disk_template_options_wo"))},
	},
	"iso_id": schema.StringAttribute{
		MarkdownDescription: "ID of an ISO to boot from, instead of a disk template." + createOnly,
		Optional:            true,
		Validators:          []validator.String{attrs.NotBlank(), stringvalidator.ConflictsWith(path.MatchRoot("disk_template"))},
	},
	"authorized_keys": schema.SingleNestedAttribute{
		MarkdownDescription: "Who can log in to the new machine. Defaults to all users and all SSH keys of the organization." + createOnly,
		Optional:            true,
		Attributes: map[string]schema.Attribute{
			"all_users":    schema.BoolAttribute{Optional: true, MarkdownDescription: "All users of the organization. Defaults to `true`, or `false` where `user_ids` are set."},
			"all_ssh_keys": schema.BoolAttribute{Optional: true, MarkdownDescription: "All SSH keys of the organization. Defaults to `true`, or `false` where `ssh_keys` are set."},
			"user_ids":     schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "IDs of users.", Validators: []validator.Set{attrs.KnownElements()}},
			"ssh_keys":     schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Public SSH keys.", Validators: []validator.Set{attrs.KnownElements()}},
		},
	},
	"system_disk": schema.SingleNestedAttribute{
		MarkdownDescription: "The disk that the machine boots from. What is left out is Katapult's choice.",
		Optional:            true, Computed: true,
		Validators: []validator.Object{objectvalidator.ConflictsWith(path.MatchRoot("disk"))},
		Attributes: map[string]schema.Attribute{
			"id":   schema.StringAttribute{Computed: true, MarkdownDescription: "ID of the disk."},
			"name": schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name of the disk.", Validators: []validator.String{attrs.NotBlank()}},
			"size_in_gb": schema.Int64Attribute{
				Optional: true, Computed: true, MarkdownDescription: "Size of the disk in GB, at least 10. Defaults to that of the package; a change of the package does not change it.",
				Validators: []validator.Int64{int64validator.AtLeast(10)},
			},
			"resize_method": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "How the disk grows: `offline` while the machine is stopped, or `online` while it runs. Defaults to `offline`. A disk shrinks offline only.",
				Validators:          []validator.String{stringvalidator.OneOf("offline", "online")},
			},
			"wwn":   schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the disk in the operating system."},
			"state": schema.StringAttribute{Computed: true, MarkdownDescription: "State of the disk, which is `built` unless something is being done to it."},
			"io_profile_id": schema.StringAttribute{
				Optional: true, MarkdownDescription: "ID of the IO profile of the disk, changed in place. Without it, the disk keeps the one it has.",
				Validators: []validator.String{attrs.NotBlank()},
			},
			"storage_speed": schema.StringAttribute{
				Optional: true, MarkdownDescription: "`ssd` or `nvme`." + createOnly,
				Validators: []validator.String{stringvalidator.OneOf("ssd", "nvme")},
			},
			"bus_type": schema.StringAttribute{
				Optional: true, MarkdownDescription: "`scsi` or `virtio`, changed in place. Without it, the disk keeps the one it has.",
				Validators: []validator.String{stringvalidator.OneOf("scsi", "virtio")},
			},
		},
	},
	"ip_address_ids": schema.SetAttribute{
		MarkdownDescription: "IDs of all IP addresses of the machine. Without the argument they are left as they are, for `katapult_ip_allocation` or an interface's own `ip_address_ids`.",
		ElementType:         types.StringType, Optional: true, Computed: true,
		Validators: []validator.Set{attrs.KnownElements()},
	},
	"ip_addresses": schema.SetAttribute{MarkdownDescription: "All IP addresses of the machine.", ElementType: types.StringType, Computed: true},
	"virtual_network_ids": schema.SetAttribute{
		MarkdownDescription: "IDs of the virtual networks to connect the machine to. Other interfaces of the machine are left alone. Removing the argument disconnects what it has connected.",
		ElementType:         types.StringType, Optional: true, Computed: true,
		Validators: []validator.Set{attrs.KnownElements()},
	},
	"network_speed_profile": schema.StringAttribute{
		MarkdownDescription: "Permalink of the network speed profile of all interfaces. Defaults to that of the package. Without it, they keep the one they have.",
		Optional:            true, Computed: true,
		Validators: []validator.String{attrs.NotBlank()},
	},
	"network_interfaces": schema.ListNestedAttribute{
		MarkdownDescription: "Network interfaces of the machine, in order of their IDs.",
		Computed:            true,
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"id":                 schema.StringAttribute{Computed: true, MarkdownDescription: "ID of the network interface."},
			"network_id":         schema.StringAttribute{Computed: true, MarkdownDescription: "ID of its public network."},
			"virtual_network_id": schema.StringAttribute{Computed: true, MarkdownDescription: "ID of its virtual network."},
			"mac_address":        schema.StringAttribute{Computed: true, MarkdownDescription: "Its MAC address."},
			"ip_addresses":       schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Its IP addresses."},
		}},
	},
	"tags": schema.SetAttribute{
		MarkdownDescription: "Names of all tags of the machine. Katapult creates those that do not exist. Without the argument the machine has none.",
		ElementType:         types.StringType, Optional: true, Computed: true,
		Validators: []validator.Set{attrs.KnownElements()},
	},
	"group_id": schema.StringAttribute{
		MarkdownDescription: "ID of the virtual machine group that the machine is in. Without it, or with `\"\"`, it is in none.",
		Optional:            true, Computed: true,
	},
	"gpu_type": schema.StringAttribute{
		MarkdownDescription: "Permalink or ID of the type of GPU that the machine has. Katapult attaches it when the machine starts.",
		Optional:            true,
		Validators:          []validator.String{attrs.NotBlank()},
	},
	"annotations": schema.MapAttribute{
		MarkdownDescription: "Annotations of the machine: keys and values that other programs can find it by.",
		ElementType:         types.StringType, Optional: true,
		Validators: []validator.Map{attrs.KnownValues()},
	},
}

type model struct {
	ID                           types.String   `tfsdk:"id"`
	Name                         types.String   `tfsdk:"name"`
	Hostname                     types.String   `tfsdk:"hostname"`
	Description                  types.String   `tfsdk:"description"`
	FQDN                         types.String   `tfsdk:"fqdn"`
	State                        types.String   `tfsdk:"state"`
	PoweredOn                    types.Bool     `tfsdk:"powered_on"`
	AllowPowerCycle              types.Bool     `tfsdk:"allow_power_cycle"`
	Package                      types.String   `tfsdk:"package"`
	FlexibleResources            types.Object   `tfsdk:"flexible_resources"`
	ZoneID                       types.String   `tfsdk:"zone_id"`
	DataCenter                   types.String   `tfsdk:"data_center"`
	DiskTemplate                 types.String   `tfsdk:"disk_template"`
	DiskTemplateVersion          types.Int64    `tfsdk:"disk_template_version"`
	DiskTemplateOptions          types.Map      `tfsdk:"disk_template_options"`
	DiskTemplateOptionsWO        types.Map      `tfsdk:"disk_template_options_wo"`
	DiskTemplateOptionsWOVersion types.Int64    `tfsdk:"disk_template_options_wo_version"`
	ISOID                        types.String   `tfsdk:"iso_id"`
	AuthorizedKeys               types.Object   `tfsdk:"authorized_keys"`
	SystemDisk                   types.Object   `tfsdk:"system_disk"`
	IPAddressIDs                 types.Set      `tfsdk:"ip_address_ids"`
	IPAddresses                  types.Set      `tfsdk:"ip_addresses"`
	VirtualNetworkIDs            types.Set      `tfsdk:"virtual_network_ids"`
	NetworkSpeedProfile          types.String   `tfsdk:"network_speed_profile"`
	NetworkInterfaces            types.List     `tfsdk:"network_interfaces"`
	Tags                         types.Set      `tfsdk:"tags"`
	GroupID                      types.String   `tfsdk:"group_id"`
	GPUType                      types.String   `tfsdk:"gpu_type"`
	Annotations                  types.Map      `tfsdk:"annotations"`
	Disks                        types.List     `tfsdk:"disk"`
	Timeouts                     timeouts.Value `tfsdk:"timeouts"`
}
