// What a contract is made of, for mutants that the checker and Go have to agree on.
package contract

type Address [32]byte

type Number interface {
	~int | ~int64 | ~uint64 | ~float64
}

type Stringer interface{ String() string }

type Kind uint8

const (
	None Kind = iota
	Mint
	Burn
	mask = 1<<iota - 1
)

const limit, rate = 1 << 40, 2.5

var names = map[Kind]string{None: "none", Mint: "mint", Burn: "burn"}

var total = sum(prices[:]...)

var prices = [...]uint64{1, 2, 5: 40}

type account struct {
	owner   Address
	balance uint64
	tags    []string
}

type Token struct {
	account
	accounts map[Address]*account
	history  []event[uint64]
	onChange func(Kind, uint64) error
}

type event[T Number] struct {
	kind   Kind
	amount T
}

type failure struct{ reason string }

func (f failure) Error() string { return f.reason }

func (k Kind) String() string { return names[k] }

func (e *event[T]) add(amount T) *event[T] {
	e.amount += amount
	return e
}

func sum[T Number](values ...T) (total T) {
	for _, value := range values {
		total += value
	}
	return
}

func collect[K comparable, V any](m map[K]V, keep func(K, V) bool) []K {
	var keys []K
	for key, value := range m {
		if keep(key, value) {
			keys = append(keys, key)
		}
	}
	return keys
}

func New(owner Address, supply uint64) *Token {
	t := &Token{account: account{owner: owner, balance: supply}}
	t.accounts = make(map[Address]*account, 8)
	t.accounts[owner] = &t.account
	t.onChange = func(kind Kind, amount uint64) error {
		t.history = append(t.history, event[uint64]{kind, amount})
		return nil
	}
	return t
}

func (t *Token) Transfer(from, to Address, amount uint64) (left uint64, err error) {
	defer func() {
		if err == nil {
			err = t.onChange(Mint, amount)
		}
	}()
	source, ok := t.accounts[from]
	if !ok || source.balance < amount {
		return 0, failure{"insufficient balance"}
	}
	target := t.accounts[to]
	if target == nil {
		target = &account{owner: to}
		t.accounts[to] = target
	}
	source.balance -= amount
	target.balance += amount
	return source.balance, nil
}

func (t *Token) rich(least uint64) int {
	owners := collect(t.accounts, func(_ Address, a *account) bool { return a.balance >= least })
	count := 0
outer:
	for i := range owners {
		for j := 0; j < len(owners); j++ {
			if i != j && owners[i] == owners[j] {
				continue outer
			}
		}
		count++
	}
	return count
}

func describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "nil"
	case string, []byte:
		return "text"
	case Stringer:
		return v.String()
	case error:
		return v.Error()
	case int:
		switch {
		case v < 0:
			return "negative"
		case v == 0:
			fallthrough
		default:
			return string(rune(v))
		}
	}
	panic("unknown")
}

func pack(a Address, n uint16) (out [34]byte) {
	copy(out[:32], a[:])
	out[32], out[33] = byte(n>>8), byte(n&0xff)
	if x := float64(n) * rate; x > 1e3 || uint64(x) > limit {
		clear(out[:])
	}
	return out
}

func iterate(n int) func(yield func(int, bool) bool) {
	return func(yield func(int, bool) bool) {
		for i := range n {
			if !yield(i, i%2 == 0) {
				return
			}
		}
	}
}

func total2() int {
	t := 0
	for i, even := range iterate(min(10, mask)) {
		if even {
			t += i
		}
	}
	var e event[int]
	return e.add(t).add(1).amount + len(describe(Burn)) + cap(prices)
}
