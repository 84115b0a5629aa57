package errors

import (
	"internal/rtype"
	"runtime/sys"
)

// Unwrap returns the error that another one wraps, or nil.
func Unwrap(err error) error {
	if wrapper, ok := err.(interface{ Unwrap() error }); ok {
		return wrapper.Unwrap()
	}
	return nil
}

// walk calls visit for an error and all that it wraps, depth first, until visit returns true.
func walk(err error, visit func(error) bool) bool {
	for err != nil {
		if visit(err) {
			return true
		}
		switch wrapper := err.(type) {
		case interface{ Unwrap() error }:
			err = wrapper.Unwrap()
		case interface{ Unwrap() []error }:
			for _, wrapped := range wrapper.Unwrap() {
				if walk(wrapped, visit) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

// Is tells if an error, or one that it wraps, equals the target or says that it is the target.
func Is(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	comparable := sys.Comparable(target)
	return walk(err, func(err error) bool {
		if comparable && err == target {
			return true
		}
		matcher, ok := err.(interface{ Is(error) bool })
		return ok && matcher.Is(target)
	})
}

// AsType returns the first error of a type among an error and those that it wraps.
func AsType[E error](err error) (E, bool) {
	var found E
	ok := as(err, &found)
	return found, ok
}

// as is As with a target whose type is known to the compiler.
func as[T any](err error, target *T) bool {
	if target == nil {
		panic("errors: target cannot be nil")
	}
	return walk(err, func(err error) bool {
		if found, ok := any(err).(T); ok {
			*target = found
			return true
		}
		converter, ok := err.(interface{ As(any) bool })
		return ok && converter.As(target)
	})
}

// As sets the target to the first error of its type among an error and those that it wraps. The compiler calls as where
// the target's type is known. A target whose type is known only at run time must not point to an interface.
func As(err error, target any) bool {
	if err == nil {
		return false
	}
	if target == nil {
		panic("errors: target cannot be nil")
	}
	pointer := rtype.ValueOf(target)
	if pointer.Type.Kind() != rtype.Pointer || pointer.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	if pointer.Type.Elem().Kind() == rtype.Interface {
		panic("errors: As of a pointer to an interface that is itself in an interface")
	}
	return walk(err, func(err error) bool {
		if value := rtype.ValueOf(err); value.Type == pointer.Type.Elem() {
			pointer.Elem().Set(value)
			return true
		}
		converter, ok := err.(interface{ As(any) bool })
		return ok && converter.As(target)
	})
}
