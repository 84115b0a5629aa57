// Package wire puts values into bytes and takes them out: fixed width, little-endian, lengths as eight
// bytes, nothing between and nothing left over. It is the only place that knows the encoding.
package wire

import "encoding/binary"

// Writer appends values to Data.
type Writer struct {
	Data []byte
}

func (w *Writer) Bool(v bool) {
	if v {
		w.U8(1)
	} else {
		w.U8(0)
	}
}

func (w *Writer) U8(v uint8)   { w.Data = append(w.Data, v) }
func (w *Writer) U16(v uint16) { w.Data = binary.LittleEndian.AppendUint16(w.Data, v) }
func (w *Writer) U32(v uint32) { w.Data = binary.LittleEndian.AppendUint32(w.Data, v) }
func (w *Writer) U64(v uint64) { w.Data = binary.LittleEndian.AppendUint64(w.Data, v) }
func (w *Writer) I8(v int8)    { w.U8(uint8(v)) }
func (w *Writer) I16(v int16)  { w.U16(uint16(v)) }
func (w *Writer) I32(v int32)  { w.U32(uint32(v)) }
func (w *Writer) I64(v int64)  { w.U64(uint64(v)) }
func (w *Writer) Int(v int)    { w.I64(int64(v)) }
func (w *Writer) Uint(v uint)  { w.U64(uint64(v)) }

// Raw writes bytes that are encoded already.
func (w *Writer) Raw(v string) { w.Data = append(w.Data, v...) }

// Fixed writes bytes whose number the type tells.
func (w *Writer) Fixed(v []byte) { w.Data = append(w.Data, v...) }

// Bytes writes a length and that many bytes.
func (w *Writer) Bytes(v []byte) {
	w.U64(uint64(len(v)))
	w.Data = append(w.Data, v...)
}

// String writes a length and the text.
func (w *Writer) String(v string) {
	w.U64(uint64(len(v)))
	w.Data = append(w.Data, v...)
}

// Count writes the number of items that follow.
func (w *Writer) Count(n int) { w.U64(uint64(n)) }

// ShortText writes a name as type descriptors hold it, cut at 255 bytes.
func (w *Writer) ShortText(v string) {
	if len(v) > 255 {
		v = v[:255]
	}
	w.U8(uint8(len(v)))
	w.Data = append(w.Data, v...)
}
