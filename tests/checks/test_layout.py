"""Proves that each rule of ./layout refuses a tree that breaks it, and lets a sound tree pass."""

import importlib.machinery
import importlib.util
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
loader = importlib.machinery.SourceFileLoader("layout", str(HERE / "layout"))
layout = importlib.util.module_from_spec(importlib.util.spec_from_loader("layout", loader))
sys.modules["layout"] = layout
sys.dont_write_bytecode = True
loader.exec_module(layout)

WORKSPACE = """
    [workspace]
    members = ["functions/*", "shared/*"]
    [workspace.dependencies]
    tasks = { path = "functions/tasks" }
    store = { path = "shared/store" }
    mongodb = "3"
"""


def crate(name: str, *dependencies: str) -> str:
    return "\n".join([f'[package]\nname = "{name}"\n\n[dependencies]', *dependencies])


class Layout(unittest.TestCase):
    def violations(self, files: dict[str, str]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {"Cargo.toml": WORKSPACE, **files}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(textwrap.dedent(text), encoding="utf-8")
            return [f"{violation.rule} {violation}" for violation in layout.check(Path(folder))]

    def refuses(self, files: dict[str, str], *expected: str):
        found = self.violations(files)
        self.assertEqual(len(found), len(expected), found)
        for violation, start in zip(found, expected, strict=True):
            self.assertTrue(violation.startswith(start), f"{violation!r} does not start with {start!r}")

    def test_a_sound_tree(self):
        self.refuses(
            {
                "functions/tasks/Cargo.toml": crate("tasks", "store.workspace = true"),
                "functions/tasks/src/lib.rs": "pub fn router() {}\n",
                "functions/server/Cargo.toml": crate("server", "tasks.workspace = true"),
                "shared/store/Cargo.toml": crate("store", "mongodb.workspace = true"),
                "shared/runtime/src/settings.rs": 'fn read() { std::env::var("A"); Utc::now(); Uuid::now_v7(); }\n',
            }
        )

    def test_an_area_on_an_area(self):
        self.refuses(
            {
                "functions/tasks/Cargo.toml": crate("tasks"),
                "functions/imports/Cargo.toml": crate("imports", "tasks.workspace = true"),
            },
            "area-to-area functions/imports/Cargo.toml:5: area imports depends on area tasks",
        )

    def test_an_area_on_an_area_by_path_and_under_another_name(self):
        self.refuses(
            {
                "functions/imports/Cargo.toml": crate("imports", 'rows = { package = "tasks", path = "../tasks" }'),
            },
            "area-to-area functions/imports/Cargo.toml:5:",
        )

    def test_an_area_on_an_area_for_one_platform_or_for_tests(self):
        manifest = crate("imports") + "\n[target.'cfg(unix)'.dev-dependencies]\ntasks = { workspace = true }\n"
        self.refuses({"functions/imports/Cargo.toml": manifest}, "area-to-area functions/imports/Cargo.toml:6:")

    def test_shared_on_an_area(self):
        self.refuses(
            {"shared/http/Cargo.toml": crate("http", "tasks.workspace = true")},
            "shared-to-area shared/http/Cargo.toml:5: shared/http depends on area tasks",
        )

    def test_mongodb_outside_the_store(self):
        self.refuses(
            {"functions/tasks/Cargo.toml": crate("tasks", "mongodb.workspace = true")},
            "mongodb functions/tasks/Cargo.toml:5: functions/tasks depends on mongodb",
        )

    def test_a_domain_with_input_and_output(self):
        self.refuses(
            {"shared/domain/Cargo.toml": crate("domain", 'tokio = "1"', "store.workspace = true", 'serde = "1"')},
            "pure-domain shared/domain/Cargo.toml:5:",
            "pure-domain shared/domain/Cargo.toml:6:",
        )

    def test_the_environment(self):
        self.refuses(
            {
                "functions/tasks/src/lib.rs": 'use std::env;\n\nfn f() { let _ = env::var("A"); }\n',
                "shared/http/src/lib.rs": "use std::{env, fs};\n",
            },
            "environment functions/tasks/src/lib.rs:1:",
            "environment functions/tasks/src/lib.rs:3:",
            "environment shared/http/src/lib.rs:1:",
        )

    def test_the_clock(self):
        for call in (
            "Utc::now()",
            "chrono::Local::now()",
            "SystemTime::now()",
            "OffsetDateTime::now_utc()",
            "bson::DateTime::now()",
        ):
            with self.subTest(call):
                self.refuses(
                    {"shared/domain/src/task.rs": f"fn f() {{\n    {call};\n}}\n"}, "clock shared/domain/src/task.rs:2:"
                )

    def test_chance(self):
        for call in (
            "rand::thread_rng()",
            "OsRng.fill_bytes(b)",
            "Uuid::now_v7()",
            "Uuid::new_v4()",
            "rand::random::<u8>()",
            "getrandom::fill(b)",
            "SystemRandom::new()",
        ):
            with self.subTest(call):
                found = self.violations({"shared/identity/src/lib.rs": f"fn f() {{\n    {call};\n}}\n"})
                self.assertTrue(found and found[0].startswith("chance shared/identity/src/lib.rs:2:"), found)

    def test_what_only_tests_may_do_all_of_it(self):
        body = 'fn f() { std::env::var("A"); Utc::now(); Uuid::new_v4(); }\n'
        self.refuses(
            {
                "tests/it/main.rs": body,
                "shared/store/tests/indexes.rs": body,
                "shared/store/build.rs": body,
                "shared/testing/src/lib.rs": body,
                "shared/store/src/tests.rs": body,
                "shared/store/src/lib.rs": f"#[cfg(test)]\nmod tests {{\n    {body}}}\n",
            }
        )

    def test_code_behind_a_test_module_counts(self):
        source = (
            '#[cfg(test)]\nmod tests { const BRACE: &str = "}"; fn f() { Utc::now(); } }\n\nfn g() { Utc::now(); }\n'
        )
        self.refuses({"shared/store/src/lib.rs": source}, "clock shared/store/src/lib.rs:4:")

    def test_words_in_comments_and_strings_do_not_count(self):
        source = """
            /// Never `Utc::now()` here.
            /* Uuid::new_v4() /* std::env */ OsRng */
            const A: &str = "Utc::now()";
            const B: &str = r#"a "quoted" SystemTime::now()"#;
            fn f<'a>(c: char) -> bool { c == '"' || c == '\\'' } // OsRng
            fn g() { OsRng; }
        """
        self.refuses({"shared/store/src/lib.rs": source}, "chance shared/store/src/lib.rs:7:")

    def test_a_long_file(self):
        self.refuses({"web/src/App.tsx": "x\n" * 401}, "length web/src/App.tsx:401: 401 lines")
        self.refuses({"localstack/run": "#!/bin/sh\n" + "x\n" * 400}, "length localstack/run:401:")
        self.refuses({"web/src/App.tsx": "x\n" * 400, "Cargo.lock": "x\n" * 900, "LICENSE": "x\n" * 900})

    def test_names_that_say_nothing(self):
        self.refuses(
            {
                "shared/http/src/utils.rs": "",
                "shared/common/src/lib.rs": "",
                "web/src/task-helpers.ts": "",
                "shared/http/src/lib.rs": "\nmod manager {\n}\n",
                "functions/tasks/src/task_service.rs": "",
            },
            "name functions/tasks/src/task_service.rs:1:",
            "name shared/common/src/lib.rs:1:",
            "name shared/http/src/lib.rs:2:",
            "name shared/http/src/utils.rs:1:",
            "name web/src/task-helpers.ts:1:",
        )

    def test_an_exception_with_a_reason(self):
        exception = '[[exception]]\nrule = "length"\npath = "web/src/App.tsx"\nreason = "one table"\n'
        self.refuses({"web/src/App.tsx": "x\n" * 401, layout.EXCEPTIONS: exception})

    def test_an_exception_without_a_reason_or_without_a_use(self):
        exception = '[[exception]]\nrule = "length"\npath = "web/src/App.tsx"\n'
        self.refuses({"web/src/App.tsx": "x\n" * 401, layout.EXCEPTIONS: exception}, "exception ")
        exception += 'reason = "one table"\n'
        self.refuses({"web/src/App.tsx": "x\n", layout.EXCEPTIONS: exception}, "exception ")

    def test_what_the_command_says(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.rs").write_text("fn f() { Utc::now(); }\n", encoding="utf-8")
            done = subprocess.run([sys.executable, str(HERE / "layout"), folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("a.rs:1: Utc::now reads the wall clock: take a Clock as an argument", done.stderr)
        self.assertIn("1 violation", done.stdout)


if __name__ == "__main__":
    unittest.main()
