#![no_main]
//! CSV: any bytes, read as what they seem to be.

use katalusis_domain::import::ReadAs;
use libfuzzer_sys::fuzz_target;

#[path = "../../it/imports/read.rs"]
mod read;

fuzz_target!(|content: &[u8]| read::read(content, &ReadAs::default()));
