package core

import (
	"fmt"
	"strconv"
	"strings"
)

// options are the command and the flags of a command line.
type options struct {
	command     string
	arguments   []string
	variables   map[string]string
	noRefresh   bool
	destroy     bool
	refreshOnly bool
	detailed    bool
	out         string
	replace     []instanceAddress
	targets     []resourceAddress
	parallelism int
}

func parseOptions(arguments []string) (options, error) {
	o := options{variables: map[string]string{}}
	for _, argument := range arguments {
		if !strings.HasPrefix(argument, "-") {
			o.arguments = append(o.arguments, argument)
			continue
		}
		name, value, _ := strings.Cut(strings.TrimLeft(argument, "-"), "=")
		if err := o.set(name, value); err != nil {
			return o, fmt.Errorf("%s: %w", argument, err)
		}
	}
	if len(o.arguments) > 0 {
		o.command, o.arguments = o.arguments[0], o.arguments[1:]
	}
	switch o.command {
	case "plan", "apply", "untaint", "taint":
		return o, nil
	case "destroy":
		o.destroy = true
		return o, nil
	case "state":
		if len(o.arguments) == 1 && o.arguments[0] == "list" {
			return o, nil
		}
	}
	return o, fmt.Errorf("%s: %w", strings.Join(arguments, " "), errUnknown)
}

var errUnknown = fmt.Errorf("the in-process driver does not know this: use a CLIShell")

// set is one flag.
func (o *options) set(name, value string) error {
	var err error
	switch name {
	case "auto-approve", "no-color":
	case "var":
		variable, is, _ := strings.Cut(value, "=")
		o.variables[variable] = is
	case "refresh":
		o.noRefresh = value == "false"
	case "destroy":
		o.destroy = true
	case "refresh-only":
		o.refreshOnly = true
	case "detailed-exitcode":
		o.detailed = true
	case "out":
		o.out = value
	case "parallelism":
		o.parallelism, err = strconv.Atoi(value)
	case "replace":
		var a instanceAddress
		a, err = parseAddress(value)
		o.replace = append(o.replace, a)
	case "target":
		var a instanceAddress
		if a, err = parseAddress(value); a.key != nil {
			return errUnknown
		}
		o.targets = append(o.targets, a.resourceAddress)
	default:
		return errUnknown
	}
	return err
}

func (o *options) planning() Planning {
	return Planning{NoRefresh: o.noRefresh, Destroy: o.destroy, refreshOnly: o.refreshOnly, replace: o.replace, targets: o.targets}
}
