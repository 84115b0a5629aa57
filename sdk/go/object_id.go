package core

// ObjectID names an object.
type ObjectID [32]byte

// ZeroObjectID stands for the contract's default object, which is always there.
var ZeroObjectID ObjectID

// String is the id in lower-case hex.
func (id ObjectID) String() string { return hexText(id[:]) }

// IsZero tells whether this is ZeroObjectID.
func (id ObjectID) IsZero() bool { return id == ObjectID{} }

// ParseObjectID reads 64 hex digits, 0x before them optional.
func ParseObjectID(text string) (ObjectID, error) {
	var id ObjectID
	if err := parseHex("object id", text, id[:]); err != nil {
		return ObjectID{}, err
	}
	return id, nil
}

// IDFromString is ParseObjectID for text that is known to be right: it panics on any other.
func IDFromString(text string) ObjectID { return must(ParseObjectID(text)) }
