"""A database that remembers its statements, and how each would be run."""

import json
import re

WRITES_AND_READS = ("execute", "fetch", "frame", "frames", "create_plan", "analyze", "index_staging", "copy_in")
LARGE = r"customer|change|staging_\d+|plan_\d+|unknown|candidate|pairs|place|refused|erred|amount|unrecognised|sought|namesake|single"
"""Tables that grow with the customers or with the rows of an import."""

SQLITE_LARGE = rf"(?:{LARGE}|[a-z]|other|known|known_number|newer)"
"""The same by their names and aliases in statements."""


class Watched:
    """Passes everything on to `database`."""

    def __init__(self, database, *, explain=False):
        self._database = database
        self._explain = explain
        self.statements = []
        self.repeated_reads = []  # statements that read a large table once per row of another

    def __getattr__(self, name):
        found = getattr(self._database, name)
        if name not in WRITES_AND_READS:
            return found

        def watched(*arguments, **options):
            sql = self._statement(name, arguments)
            self.statements.append(f"{name} {sql}")
            if self._explain and re.match(
                r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE TEMPORARY TABLE \w+ AS)\b", sql
            ):
                self._look_at(sql, self._params(name, arguments))
            return found(*arguments, **options)

        return watched

    @staticmethod
    def _statement(name, arguments):
        if name == "create_plan":
            return arguments[1] if len(arguments) > 1 else ""
        return str(arguments[0])

    @staticmethod
    def _params(name, arguments):
        position = 2 if name == "create_plan" else 1
        return arguments[position] if len(arguments) > position else None

    def _look_at(self, sql, params):
        # A comment may stand before the statement, but a statement that begins with one is not explained.
        if self._database.name == "postgresql":
            ((plan,),) = self._database.fetch(f"EXPLAIN (FORMAT JSON, VERBOSE) {sql}", params)
            plan = json.loads(plan) if isinstance(plan, str) else plan
            found = [table for table in _repeated_in_postgresql(plan[0]["Plan"]) if self._has_rows(table)]
        else:
            found = list(_repeated_in_sqlite(self._database.fetch(f"EXPLAIN QUERY PLAN {sql}", params)))
        if found:
            self.repeated_reads.append((" ".join(sql.split())[:200], found))

    def _has_rows(self, table):
        return bool(self._database.fetch(f"SELECT 1 FROM {table} LIMIT 1"))


def _repeated_in_postgresql(node):
    """Large tables that are read as a whole on the inner side of a nested loop, or once per row by a subquery."""
    inner = node.get("Plans", [])[1:2] if node["Node Type"] == "Nested Loop" else []
    correlated = [
        child for child in node.get("Plans", [])
        if child.get("Parent Relationship") == "SubPlan" and f"hashed {child['Subplan Name']}" not in json.dumps(node)
    ]  # fmt: skip
    for repeated in (*inner, *correlated):
        yield from (table for table in _whole_tables(repeated) if re.fullmatch(rf"\w+\.(?:{LARGE})", table))
    for child in node.get("Plans", []):
        yield from _repeated_in_postgresql(child)


def _whole_tables(node):
    if node["Node Type"] == "Seq Scan":
        yield f"{node['Schema']}.{node['Relation Name']}"
    for child in node.get("Plans", []):
        yield from _whole_tables(child)


def _repeated_in_sqlite(rows):
    """Large tables that are read as a whole, or all customers of an environment, by an inner loop."""
    whole = rf"SCAN {SQLITE_LARGE}\b(?! VIRTUAL)|SEARCH (?:c|o|other|customer) USING .*\(environment_id=\?\)$"
    loops = {}
    for _id, parent, _unused, detail in rows:
        if detail.startswith(("SCAN", "SEARCH")) and "CONSTANT ROW" not in detail:
            loops.setdefault(parent, []).append(detail)
    correlated = {row[0] for row in rows if row[3].startswith("CORRELATED")}
    for parent, details in loops.items():
        inner = details if parent in correlated else details[1:]
        yield from (detail for detail in inner if re.match(whole, detail))
