// Runs the kernels in native code: what the Go that compiles for a processor makes of the same source. It is asked as every
// runner is, by lines on standard input: workload/src/serve.rs has the words.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"allod.dev/bench/kernels"
)

// Clocks of the thread, by Linux' clock_gettime.
const threadCPU = 3

// The tasks of workload/src/languages.rs.
var tasks = map[string]struct {
	kernel           func(uint32) uint32
	argument, wanted uint32
}{
	"fib":    {kernels.Fib, 20, 6_765},
	"sha256": {kernels.Sha256, 200, 3_238_172_050},
	"keccak": {kernels.Keccak, 100, 249_369_330},
	"sort":   {kernels.Sort, 2, 2_822_795_473},
	"sieve":  {kernels.Sieve, 2, 19_184},
	"matrix": {kernels.Matrix, 4, 1_637_283_084},
}

func main() {
	// The processor time of a goroutine is that of its thread only where it stays on one.
	runtime.LockOSThread()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := serve(strings.Fields(lines.Text()))
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", lines.Text(), err)
			os.Exit(1)
		}
		fmt.Println(answer)
	}
}

// serve answers one line.
func serve(words []string) (string, error) {
	if len(words) < 2 {
		return "", fmt.Errorf("not understood")
	}
	name, ok := strings.CutPrefix(words[1], "native-go-")
	task, known := tasks[name]
	if !ok || !known {
		return "no", nil
	}
	switch words[0] {
	case "knows":
		return "yes", nil
	case "check":
		// Each answer was compared as it came.
		return "ok ", nil
	case "drop":
		return "ok", nil
	case "run":
	default:
		return "", fmt.Errorf("not understood")
	}
	if len(words) != 3 {
		return "", fmt.Errorf("no number of operations")
	}
	operations, err := strconv.Atoi(words[2])
	if err != nil {
		return "", err
	}
	began, computed := time.Now(), thread()
	for range operations {
		if answer := task.kernel(task.argument); answer != task.wanted {
			return "", fmt.Errorf("%d, and it is %d", answer, task.wanted)
		}
	}
	each := float64(operations)
	return fmt.Sprintf("%f %f", float64(thread()-computed)/each, float64(time.Since(began).Nanoseconds())/each), nil
}

// thread is the time that this thread was computing, ns.
func thread() int64 {
	var at syscall.Timespec
	if _, _, failed := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, threadCPU, uintptr(unsafe.Pointer(&at)), 0); failed != 0 {
		panic(failed)
	}
	return at.Nano()
}
