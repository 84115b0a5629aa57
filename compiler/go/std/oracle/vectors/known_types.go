// Functions with parameters of type any that the compiler knows the types of, and some that it does not.
package main

import (
	"errors"
	"sort"
)

type person struct {
	name string
	age  int
}

type byAge []person

type code int

func (c code) Error() string { return "code" }

type problem struct{ what string }

func (p *problem) Error() string { return p.what }

func show(people []person) {
	for _, p := range people {
		print(p.name, p.age, " ")
	}
	println()
}

func main() {
	people := []person{{"a", 3}, {"b", 1}, {"c", 2}, {"d", 1}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].age < people[j].age })
	show(people)
	named := byAge(people)
	sort.Slice(named, func(i, j int) bool { return named[i].name > named[j].name })
	show(named)
	println(sort.SliceIsSorted(named, func(i, j int) bool { return named[i].name > named[j].name }))
	var hidden any = people
	sort.Slice(hidden, func(i, j int) bool { return people[i].name < people[j].name })
	show(people)
	by := sort.Slice
	by([]int{}, nil)
	var none []int
	sort.Slice(none, nil)

	err := errors.Join(code(5), &problem{"busy"})
	var c code
	var p *problem
	println(errors.As(err, &c), int(c), errors.As(err, &p), p.what)
	var target any = &c
	println(errors.As(code(7), target), int(c))
	target = &p
	println(errors.As(code(7), target), errors.As(nil, target), errors.As(nil, &c))
}
