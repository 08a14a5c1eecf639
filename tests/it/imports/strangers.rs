//! Spreadsheets that other people made, through the worker as it is deployed: each ends with tasks or with a reason.
//!
//! `TEST_SPREADSHEETS=FOLDER tests/run spreadsheets_of_others` takes a folder of one's own instead of the corpus, and
//! writes what became of each file to `spreadsheets.csv` beside the build's other results (`tests/corpus/README.md`).

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::Setting;
use crate::processes::Process;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// So long a file may take.
const LONGEST: Duration = Duration::from_mins(1);
/// So many bytes a process may take.
const MEMORY: u64 = 512 * 1024 * 1024;

/// The files, and whether they are the corpus.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says where the files are"
)]
fn files() -> (Vec<PathBuf>, bool) {
    let given = std::env::var("TEST_SPREADSHEETS").ok();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/files");
    let folder = given.as_ref().map_or(corpus, PathBuf::from);
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_sheet = |path: &PathBuf| path.is_file() && path.extension().is_none_or(|ending| ending != "json");
    let mut files: Vec<_> = files.filter(is_sheet).collect();
    files.sort();
    (files, given.is_none())
}

/// What became of a file.
struct End {
    seconds: f64,
    /// `completed`, or the code of the reason.
    word: String,
    detail: String,
    rows: i64,
    created: i64,
    errors: i64,
}

async fn import(setting: &Setting, content: &[u8], memory: &mut Memory) -> End {
    let began = Instant::now();
    // What it is called says nothing, so that its content has to.
    let more = json!({
        "file_name": "tasks.xlsx", "content_type": XLSX, "auto_commit": true,
        "mapping": {"rules": [{"target": "title", "constant": "A row"}]},
    });
    let import = setting.announce(content, more).await;
    assert_eq!(setting.upload(&import, content).await, StatusCode::OK);
    loop {
        let now: Value = setting.get(&import).await;
        let state = now["state"].as_str().unwrap();
        memory.look();
        if ["completed", "failed"].contains(&state) {
            let failure = &now["failure"];
            return End {
                seconds: began.elapsed().as_secs_f64(),
                word: failure["code"].as_str().unwrap_or(state).to_owned(),
                detail: failure["detail"].as_str().unwrap_or_default().to_owned(),
                rows: now["counts"]["rows"].as_i64().unwrap(),
                created: now["counts"]["created"].as_i64().unwrap(),
                errors: now["counts"]["error"].as_i64().unwrap(),
            };
        }
        assert!(began.elapsed() < LONGEST, "{now}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The most memory that the worker and the processes that read for it were seen with.
struct Memory {
    worker: u32,
    most: u64,
}

impl Memory {
    fn look(&mut self) {
        let children = format!("/proc/{0}/task", self.worker);
        let threads = std::fs::read_dir(children).into_iter().flatten().flatten();
        let children =
            threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
        let children: Vec<String> = children.collect();
        let pids = children.iter().flat_map(|list| list.split_whitespace());
        for pid in pids.map(str::to_owned).chain([self.worker.to_string()]) {
            self.most = self.most.max(peak(&pid).unwrap_or(0));
        }
    }
}

/// The most memory that a process had, in bytes; `None` if it is gone.
fn peak(pid: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[tokio::test]
async fn spreadsheets_of_others_end_with_tasks_or_a_reason() {
    let (files, is_corpus) = files();
    let setting = Setting::new().await;
    let mut worker = Process::start(&setting.product, &["worker", "--no-sweep"], &[]);
    worker.ready().await;
    let mut memory = Memory {
        worker: worker.id(),
        most: 0,
    };
    let mut table = "file,bytes,seconds,end,rows,created,detail\n".to_owned();
    let (mut created, mut refused) = (0, 0);
    for path in &files {
        let content = std::fs::read(path).unwrap();
        if content.is_empty() {
            continue;
        }
        let end = import(&setting, &content, &mut memory).await;
        let name = path.file_name().unwrap().display();
        if end.word == "completed" {
            // A row that is longer than the header is an error of that row.
            assert_eq!(end.created + end.errors, end.rows, "{name}");
            created += 1;
        } else {
            // A sentence for a person, with what to do.
            assert!(
                end.detail.ends_with('.') && end.detail.len() > 20,
                "{name}: {}",
                end.detail
            );
            refused += 1;
        }
        let (seconds, detail) = (end.seconds, end.detail.replace('"', "'"));
        let (bytes, word, rows) = (content.len(), &end.word, end.rows);
        writeln!(
            table,
            "{name},{bytes},{seconds:.2},{word},{rows},{},\"{detail}\"",
            end.created
        )
        .unwrap();
    }
    assert!(memory.most > 0 && memory.most <= MEMORY, "{}", memory.most);
    writeln!(
        table,
        "# {created} with tasks, {refused} with a reason, at most {} MiB",
        memory.most >> 20
    )
    .unwrap();
    let results = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spreadsheets.csv");
    std::fs::write(results, table).unwrap();
    if is_corpus {
        assert!(created > 40 && refused > 10, "{created}, {refused}");
    }
    // It is the one that was started.
    worker.stop().await;
}
