#![no_main]
//! Archives: any bytes behind the mark of one.

use katalusis_domain::import::ReadAs;
use libfuzzer_sys::fuzz_target;

#[path = "../../it/imports/read.rs"]
mod read;

fuzz_target!(|content: &[u8]| {
    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(content.strip_prefix(b"PK\x03\x04").unwrap_or(content));
    read::read(&archive, &ReadAs::default());
});
