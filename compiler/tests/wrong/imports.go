package wrong

import (
	"crypto/sha256"
	"fmt"
	"os"
	"time"

	"allod.dev/core"
)

func Now() string { core.Debug(os.Getenv("HOME")); return time.Now().String() }
