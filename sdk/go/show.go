package core

import (
	"reflect"
	"strconv"
)

// Text is a value in words, as far as that takes no formatting package: what panics and assertions say.
func Text(value any) string {
	switch v := value.(type) {
	case nil:
		return "nil"
	case string:
		return v
	case error:
		return v.Error()
	case interface{ String() string }:
		return v.String()
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.String:
		return v.String()
	}
	return "a " + typeName(v.Type())
}

// formatted is format with values in the place of its verbs, and those that are left over behind it with
// blanks between. It knows the verbs that reasons are made with; others stay as they are.
func formatted(format string, values []any) string {
	var text []byte
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			text = append(text, format[i])
			continue
		}
		verb := format[i+1]
		switch verb {
		case 'd', 's', 'v', 't', 'q', 'x':
			if len(values) == 0 {
				text = append(text, "%!"+string(rune(verb))+"(MISSING)"...)
			} else {
				text = append(text, shown(verb, values[0])...)
				values = values[1:]
			}
			i++
		case '%':
			text = append(text, '%')
			i++
		default:
			text = append(text, '%')
		}
	}
	for _, value := range values {
		text = append(text, ' ')
		text = append(text, Text(value)...)
	}
	return string(text)
}

// shown is value as verb wants it.
func shown(verb byte, value any) string {
	switch verb {
	case 'q':
		return "\"" + Text(value) + "\""
	case 'x':
		v := reflect.ValueOf(value)
		switch v.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			return strconv.FormatInt(v.Int(), 16)
		case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			return strconv.FormatUint(v.Uint(), 16)
		case reflect.String:
			return hexText([]byte(v.String()))
		}
		if data, ok := value.([]byte); ok {
			return hexText(data)
		}
	}
	return Text(value)
}
