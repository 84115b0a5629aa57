package vm

import (
	"encoding"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"sort"
)

// depthMax is how deep lists and structs may stand in each other: as deep as the engine reads JSON.
const depthMax = 120

// recovered turns a panic, of a method that a value brings along, into an error.
func recovered(err *error) {
	if panicked := recover(); panicked != nil {
		*err = fmt.Errorf("vm: a value panicked: %v", panicked)
	}
}

// encode gives arguments as the JSON that the engine reads.
func encode(args []any) (text json.RawMessage, err error) {
	defer recovered(&err)
	values := make([]any, len(args))
	for at, arg := range args {
		if values[at], err = plain(reflect.ValueOf(arg), 0); err != nil {
			return nil, fmt.Errorf("vm: argument %d: %w", at+1, err)
		}
	}
	return json.Marshal(values)
}

// plain is a value as JSON has it: numbers, text, lists, objects.
func plain(v reflect.Value, depth int) (any, error) {
	if depth > depthMax {
		return nil, fmt.Errorf("deeper than %d", depthMax)
	}
	if !v.IsValid() {
		return nil, nil
	}
	if number, ok := v.Interface().(*big.Int); ok && number != nil {
		return number.String(), nil
	}
	if text, ok := v.Interface().(encoding.TextMarshaler); ok && v.Kind() != reflect.Pointer {
		bytes, err := text.MarshalText()
		return string(bytes), err
	}
	switch v.Kind() {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return v.Interface(), nil
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return plain(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			bytes := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(bytes), v)
			return hex.EncodeToString(bytes), nil
		}
		items := make([]any, v.Len())
		for at := range items {
			var err error
			if items[at], err = plain(v.Index(at), depth+1); err != nil {
				return nil, fmt.Errorf("[%d]: %w", at, err)
			}
		}
		return items, nil
	case reflect.Map:
		return entries(v, depth)
	case reflect.Struct:
		fields := map[string]any{}
		for at := range v.NumField() {
			field := v.Type().Field(at)
			if !field.IsExported() {
				return nil, fmt.Errorf("%s has a field %s that only its package sees", v.Type(), field.Name)
			}
			value, err := plain(v.Field(at), depth+1)
			if err != nil {
				return nil, fmt.Errorf(".%s: %w", field.Name, err)
			}
			fields[field.Name] = value
		}
		return fields, nil
	}
	return nil, fmt.Errorf("%s can't be an argument", v.Type())
}

// entries is a map as the list that contracts take for one, in the order of its keys' text.
func entries(v reflect.Value, depth int) (any, error) {
	list := make([]map[string]any, 0, v.Len())
	for _, key := range v.MapKeys() {
		name, err := plain(key, depth+1)
		if err != nil {
			return nil, fmt.Errorf("key: %w", err)
		}
		value, err := plain(v.MapIndex(key), depth+1)
		if err != nil {
			return nil, fmt.Errorf("[%v]: %w", name, err)
		}
		list = append(list, map[string]any{"Key": name, "Value": value})
	}
	sort.Slice(list, func(a, b int) bool { return fmt.Sprint(list[a]["Key"]) < fmt.Sprint(list[b]["Key"]) })
	return list, nil
}

// decode puts value, as JSON has it, into what target points to.
func decode(value, target any) error {
	v := reflect.ValueOf(target)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("a result is read into a pointer, not %T", target)
	}
	return assign(v.Elem(), value)
}

func assign(v reflect.Value, value any) error {
	if number, ok := v.Addr().Interface().(*big.Int); ok {
		if _, ok := number.SetString(fmt.Sprint(value), 10); !ok {
			return mismatch(v, value)
		}
		return nil
	}
	if reader, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		text, ok := value.(string)
		if !ok {
			return mismatch(v, value)
		}
		return reader.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.NumMethod() != 0 {
			return mismatch(v, value)
		}
		v.Set(reflect.Zero(v.Type()))
		if value != nil {
			v.Set(reflect.ValueOf(value))
		}
		return nil
	case reflect.Pointer:
		if value == nil {
			v.SetZero()
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return assign(v.Elem(), value)
	}
	switch given := value.(type) {
	case bool:
		if v.Kind() == reflect.Bool {
			v.SetBool(given)
			return nil
		}
	case json.Number:
		return integer(v, given)
	case string:
		return text(v, given)
	case []any:
		return list(v, given)
	case map[string]any:
		return object(v, given)
	}
	return mismatch(v, value)
}

func mismatch(v reflect.Value, value any) error {
	return fmt.Errorf("%.96v does not go into %s", value, v.Type())
}

func integer(v reflect.Value, given json.Number) error {
	number, ok := new(big.Int).SetString(given.String(), 10)
	switch {
	case ok && v.CanInt() && number.IsInt64() && !v.OverflowInt(number.Int64()):
		v.SetInt(number.Int64())
	case ok && v.CanUint() && number.IsUint64() && !v.OverflowUint(number.Uint64()):
		v.SetUint(number.Uint64())
	default:
		return mismatch(v, given)
	}
	return nil
}

func text(v reflect.Value, given string) error {
	switch {
	case v.Kind() == reflect.String:
		v.SetString(given)
		return nil
	case v.Kind() != reflect.Slice && v.Kind() != reflect.Array, v.Type().Elem().Kind() != reflect.Uint8:
		return mismatch(v, given)
	}
	bytes, err := hex.DecodeString(given)
	if err != nil {
		return mismatch(v, given)
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), len(bytes), len(bytes)))
	} else if v.Len() != len(bytes) {
		return mismatch(v, given)
	}
	reflect.Copy(v, reflect.ValueOf(bytes).Convert(reflect.SliceOf(v.Type().Elem())))
	return nil
}

func list(v reflect.Value, given []any) error {
	switch v.Kind() {
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(given), len(given)))
	case reflect.Array:
		if v.Len() != len(given) {
			return fmt.Errorf("a list of %d does not go into %s", len(given), v.Type())
		}
	case reflect.Map:
		return mapped(v, given)
	default:
		return mismatch(v, given)
	}
	for at, item := range given {
		if err := assign(v.Index(at), item); err != nil {
			return fmt.Errorf("[%d]: %w", at, err)
		}
	}
	return nil
}

// mapped reads a list of entries into a map.
func mapped(v reflect.Value, given []any) error {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(given)))
	for at, item := range given {
		entry, ok := item.(map[string]any)
		if !ok || len(entry) != 2 {
			return mismatch(v, given)
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := errors.Join(assign(key, entry["Key"]), assign(value, entry["Value"])); err != nil {
			return fmt.Errorf("[%d]: %w", at, err)
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func object(v reflect.Value, given map[string]any) error {
	if v.Kind() != reflect.Struct {
		return mismatch(v, given)
	}
	for name, value := range given {
		field := v.FieldByName(name)
		if !field.IsValid() || !field.CanSet() {
			return fmt.Errorf("%s has no field %s", v.Type(), name)
		}
		if err := assign(field, value); err != nil {
			return fmt.Errorf(".%s: %w", name, err)
		}
	}
	return nil
}
