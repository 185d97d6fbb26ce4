package rest

// Retryable is implemented by an error of DecodeError. It says that the request had no
// effect, so any method can be retried.
type Retryable interface{ Retryable() bool }

// Throttled is implemented by an error of DecodeError. It says that the API will accept
// the request after a wait, however long that is.
type Throttled interface{ Throttled() bool }

// Temporary is implemented by an error of DecodeError. It says that a read may succeed
// later, although nothing is changed.
type Temporary interface{ Temporary() bool }

// Hinted is implemented by an error that can say what to do about it. Hint returns whole
// sentences, or nothing.
type Hinted interface{ Hint() string }

// Candidates is implemented by an error about an object that may be any one of several.
// Candidates returns their IDs.
type Candidates interface{ Candidates() []string }

// Recoverable is implemented by an error about a deleted object that can be brought back.
// Recovery returns its ID, and until when and by what, in whole sentences, or nothing.
type Recoverable interface{ Recovery() (id, how string) }
