//! Files of the corpus with some bytes changed: whatever comes of it, reading and planning them ends well. What
//! a fuzzer does for hours, for a moment.

use std::path::Path;
use std::sync::LazyLock;

use katalusis_domain::import::ReadAs;
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "read.rs"]
mod read;

static CORPUS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(corpus);

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/files");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().unwrap() != "json").collect();
    files.sort();
    let contents = files.iter().map(|path| std::fs::read(path).unwrap());
    contents
        .filter(|content| (1..64 * 1024).contains(&content.len()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_change_of_a_file_ends_the_reader(
        file in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<Index>()),
    ) {
        let mut content = CORPUS[file.index(CORPUS.len())].clone();
        for (at, byte) in changes {
            let at = at.index(content.len());
            content[at] = byte;
        }
        if let Some(cut) = cut {
            content.truncate(cut.index(content.len()));
        }
        read::read(&content, &ReadAs::default());
    }
}
