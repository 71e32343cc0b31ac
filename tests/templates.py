"""What a template uses of what it is given, found without rendering it.

The syntax tree of a template is walked with the types of its names. Wherever the type of something is known, an
attribute of it must be there; macros are followed with the types that they are called with. What is not known, such as
what comes out of a filter, may have any attribute.
"""

import collections.abc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from types import FunctionType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes

UNKNOWN: Any = object
READ_BY = {"anchor": ("href", "title", "title_lang"), "card_html": ("href", "url")}
"""The attributes that a function of PageRenderer's reads of its first argument."""


@dataclass(frozen=True)
class Method:
    """Something to be called, and what it returns."""

    returns: Any


@dataclass(frozen=True, eq=False)
class Macro:
    """A macro, or the block of a `call`, with the names that it sees."""

    node: nodes.Macro | nodes.CallBlock
    scope: Mapping[str, Any]
    template: str


@dataclass
class Usage:
    """What templates use, filled by `walk`."""

    environment: Environment
    complaints: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Of the names given to the template that is walked."""
    attributes: set[tuple[type, str]] = field(default_factory=set)
    macros: set[str] = field(default_factory=set)
    _called: set[Any] = field(default_factory=set)

    def walk(self, template: str, given: Mapping[str, Any], source: str = "") -> None:
        """Walk a template that is given names of some types."""
        self.names = set()
        self._called.clear()
        _Walk(self, template, frozenset(given), {**given}).all(self._parsed(template, source).body)

    def _parsed(self, template: str, source: str = "") -> nodes.Template:
        assert self.environment.loader is not None
        return self.environment.parse(source or self.environment.loader.get_source(self.environment, template)[0])

    def macros_of(self, template: str, known: Mapping[str, Any]) -> dict[str, Macro]:
        scope = {**known}
        scope |= {each.name: Macro(each, scope, template) for each in self._parsed(template).find_all(nodes.Macro)}
        return {name: each for name, each in scope.items() if isinstance(each, Macro)}


class _Walk:
    def __init__(self, usage: Usage, template: str, given: frozenset[str], scope: dict[str, Any]) -> None:
        self.usage, self.template, self.given, self.scope = usage, template, given, scope

    def all(self, parts: list[Any]) -> None:
        for each in parts:
            self.type_of(each)

    def complain(self, node: nodes.Node, words: str) -> None:
        complaint = f"{self.template}:{node.lineno} {words}"
        if complaint not in self.usage.complaints:
            self.usage.complaints.append(complaint)

    def inner(self, names: Mapping[str, Any], template: str = "") -> "_Walk":
        return _Walk(self.usage, template or self.template, self.given - names.keys(), {**self.scope, **names})

    def type_of(self, node: nodes.Node) -> Any:
        """The type of an expression; of a statement, anything. All within it is looked at."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            return method(node)
        self.all(list(node.iter_child_nodes()))
        return UNKNOWN

    def _name(self, node: nodes.Name) -> Any:
        if node.name in self.given:
            self.usage.names.add(node.name)
        if node.name not in self.scope:
            self.complain(node, f"uses `{node.name}`, which it is not given")
        return self.scope.get(node.name, UNKNOWN)

    def _const(self, node: nodes.Const) -> Any:
        return type(node.value)

    def _tuple(self, node: nodes.Tuple) -> Any:
        return tuple[tuple(map(self.type_of, node.items))]

    def _list(self, node: nodes.List) -> Any:
        return list[_either(*map(self.type_of, node.items))]

    def _or(self, node: nodes.Or) -> Any:
        return _either(self.type_of(node.left), self.type_of(node.right))

    def _condexpr(self, node: nodes.CondExpr) -> Any:
        self.type_of(node.test)
        return _either(self.type_of(node.expr1), self.type_of(node.expr2) if node.expr2 else NoneType)

    def _getattr(self, node: nodes.Getattr) -> Any:
        return _either(*(self._attribute(node, each) for each in _members(self.type_of(node.node))))

    def _attribute(self, node: nodes.Getattr, owner: Any) -> Any:
        if owner is UNKNOWN:
            return UNKNOWN
        if isinstance(owner, dict):
            if node.attr not in owner:
                self.complain(node, f"uses the macro `{node.attr}`, which is not there")
            return owner.get(node.attr, UNKNOWN)
        kind = get_origin(owner) or owner
        if not hasattr(kind, node.attr) and node.attr not in get_type_hints(kind):
            self.complain(node, f"uses `{node.attr}` of something that is a {kind.__name__} and has none")
            return UNKNOWN
        self.usage.attributes.add((kind, node.attr))
        return _attribute_of(owner, node.attr)

    def _getitem(self, node: nodes.Getitem) -> Any:
        owner = self.type_of(node.node)
        self.type_of(node.arg)
        if isinstance(node.arg, nodes.Slice):
            return owner
        parts = get_args(owner)
        if get_origin(owner) is tuple and Ellipsis not in parts:
            return parts[node.arg.value] if isinstance(node.arg, nodes.Const) else _either(*parts)
        return _values(owner)

    def _call(self, node: nodes.Call) -> Any:
        arguments = [self.type_of(each) for each in node.args]
        named = {each.key: self.type_of(each.value) for each in node.kwargs}
        if isinstance(node.node, nodes.Name) and arguments:
            for attribute in READ_BY.get(node.node.name, ()):
                read = nodes.Getattr(node.args[0], attribute, "load", lineno=node.lineno)
                self.type_of(read)
        called = self.type_of(node.node)
        if isinstance(called, Macro):
            self._follow(called, arguments, named)
        return called.returns if isinstance(called, Method) else UNKNOWN

    def _follow(self, macro: Macro, arguments: list[Any], named: Mapping[str, Any], **more: Any) -> None:
        node = macro.node
        if isinstance(node, nodes.Macro):
            self.usage.macros.add(node.name)
        names = [each.name for each in node.args]
        usual = zip(names[len(names) - len(node.defaults) :], map(self.type_of, node.defaults), strict=True)
        given = {**dict.fromkeys(names, UNKNOWN), **dict(usual), **dict(zip(names, arguments, strict=False)), **named}
        seen = (id(node), tuple(map(str, given.values())), id(more.get("caller")))
        if seen not in self.usage._called:
            self.usage._called.add(seen)
            scope = {**macro.scope, **more, **given}
            _Walk(self.usage, macro.template, self.given - given.keys(), scope).all(node.body)

    def _callblock(self, node: nodes.CallBlock) -> None:
        macro = self.type_of(node.call.node)
        arguments = [self.type_of(each) for each in node.call.args]
        if isinstance(macro, Macro):
            self._follow(macro, arguments, {}, caller=Macro(node, self.scope, self.template))

    def _macro(self, node: nodes.Macro) -> None:
        self.scope[node.name] = Macro(node, self.scope, self.template)

    def _import(self, node: nodes.Import) -> None:
        known = {name: each for name, each in self.scope.items() if name in self.usage.environment.globals}
        self.scope[node.target] = self.usage.macros_of(node.template.value, known)

    def _assign(self, node: nodes.Assign) -> None:
        self.scope |= _bound(node.target, self.type_of(node.node))

    def _for(self, node: nodes.For) -> None:
        bound = _bound(node.target, _values(self.type_of(node.iter)))
        self.inner({**bound, "loop": UNKNOWN}).all([*node.body, *([node.test] if node.test else [])])
        self.all(node.else_)


def _bound(target: nodes.Node, value: Any) -> dict[str, Any]:
    if isinstance(target, nodes.Name):
        return {target.name: value}
    assert isinstance(target, nodes.Tuple)
    parts = get_args(value) if get_origin(value) is tuple else ()
    parts = parts if len(parts) == len(target.items) else [UNKNOWN] * len(target.items)
    bound = (_bound(item, part) for item, part in zip(target.items, parts, strict=True))
    return {name: each for some in bound for name, each in some.items()}


def _members(kind: Any) -> tuple[Any, ...]:
    """The types that something may have, without None."""
    found = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return tuple(each for each in found if each is not NoneType)


def _either(*kinds: Any) -> Any:
    members = [member for kind in kinds for member in _members(kind)]
    if not members or UNKNOWN in members:
        return UNKNOWN
    return members[0] if all(each == members[0] for each in members) else Union[tuple(members)]  # noqa: UP007


def _values(kind: Any) -> Any:
    """What comes out of something when it is iterated over; of a mapping, its values."""
    parts = [each for each in get_args(kind) if each is not Ellipsis]
    if kind is str:
        return str
    return _either(*parts[-1:]) if get_origin(kind) is not tuple else _either(*parts)


def _attribute_of(owner: Any, name: str) -> Any:
    """The type of an attribute, which is there."""
    kind = get_origin(owner) or owner
    if issubclass(kind, collections.abc.Mapping) and name in ("items", "values"):
        key_and_value = get_args(owner)
        return Method(list[tuple[key_and_value]] if name == "items" else list[key_and_value[-1]])
    hints = get_type_hints(kind) if kind.__module__.startswith("kgen.") else {}
    if name in hints:
        return _filled(hints[name], dict(zip(getattr(kind, "__parameters__", ()), get_args(owner), strict=False)))
    value = getattr(kind, name, None)
    function = value.fget if isinstance(value, property) else value
    returns = get_type_hints(function).get("return", UNKNOWN) if isinstance(function, FunctionType) else UNKNOWN
    return returns if value is None or value is not function else Method(returns)


def _filled(kind: Any, variables: Mapping[Any, Any]) -> Any:
    if isinstance(kind, TypeVar):
        return variables.get(kind, UNKNOWN)
    inner = get_args(kind)
    if not variables or not inner or not getattr(kind, "__parameters__", ()):
        return kind
    return kind[tuple(variables.get(each, UNKNOWN) for each in kind.__parameters__)]


def classes_in(kind: Any) -> Iterator[type]:
    """The classes of kgen.views that a type speaks of, those within their fields too."""
    seen: set[type] = set()
    waiting = [kind]
    while waiting:
        each = waiting.pop()
        waiting += [part for part in get_args(each) if part is not Ellipsis]
        owner = get_origin(each) or each
        if isinstance(owner, type) and owner.__module__.startswith("kgen.views.") and owner not in seen:
            seen.add(owner)
            if is_dataclass(owner) or hasattr(owner, "_fields"):
                yield owner
                waiting += get_type_hints(owner).values()


def fields_of(owner: type) -> tuple[str, ...]:
    return tuple(getattr(owner, "_fields", ())) or tuple(each.name for each in fields(owner))
