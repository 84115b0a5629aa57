package runtime

// Texts of print and println, as Go's own runtime writes them. Those of floats come from package strconv.

func textOfBool(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

func textOfInt(v int) string {
	return itoa(v)
}

func textOfUint(v uint64) string {
	return decimal(v, false)
}
