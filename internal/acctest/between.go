package acctest

// Between saves a plan, makes a change outside Terraform, and applies the plan. The
// arguments are those of the plan.
func (s *Shell) Between(change func(), arguments ...string) (output string, err error) {
	s.t.Helper()
	if output, err := s.Run(append([]string{"plan", "-out=saved.plan", "-no-color"}, arguments...)...); err != nil {
		s.t.Fatalf("%v\n%s", err, output)
	}
	change()
	return s.Run("apply", "-no-color", "saved.plan")
}
