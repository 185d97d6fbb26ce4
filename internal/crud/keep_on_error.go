package crud

import "errors"

// KeepOnError marks an error of a Create that has changed something although the
// key comes from the configuration. The object then stays in the state, tainted,
// like one that the API has named.
func KeepOnError(err error) error {
	if err == nil {
		return nil
	}
	return &keptError{err}
}

type keptError struct{ err error }

func (e *keptError) Error() string { return e.err.Error() }
func (e *keptError) Unwrap() error { return e.err }

func keepOnError(err error) bool {
	var mark *keptError
	return errors.As(err, &mark)
}
