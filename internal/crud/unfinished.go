package crud

import "errors"

// KeepOnError marks an error of a create that has made something, although
// the key was known before. The object is then remembered, tainted, like one
// that the API has named.
func KeepOnError(err error) error {
	if err == nil {
		return nil
	}
	return &unfinishedError{err}
}

type unfinishedError struct{ err error }

func (e *unfinishedError) Error() string { return e.err.Error() }
func (e *unfinishedError) Unwrap() error { return e.err }

func unfinished(err error) bool {
	var mark *unfinishedError
	return errors.As(err, &mark)
}
