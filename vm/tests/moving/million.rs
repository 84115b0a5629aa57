//! A million rows, out of one store and into another.

use crate::states::{HEADER, over};
use allod_state::{MemoryStorage, Reader};
use allod_testing::world::{config, memory_engine};
use allod_vm::{Address, Engine, EngineError, ImportError, RocksStorage, import};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

const ROWS: u64 = 1_000_000;

#[test]
#[ignore = "a million rows take a minute"]
fn a_million_rows_go_elsewhere_and_any_one_that_was_changed_is_named() {
    let engine = memory_engine();
    for number in 0..ROWS {
        let mut account = [0x11; 20];
        account[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
        engine.fund(Address(account), number + 1).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.rows");
    let export = engine.export().unwrap();
    let written = export.write_to(BufWriter::new(File::create(&path).unwrap())).unwrap();
    assert!(written.rows > ROWS);
    let source = || BufReader::new(File::open(&path).unwrap());

    let disk = Arc::new(RocksStorage::open(folder.path().join("state")).unwrap());
    let imported = import(disk.clone(), source(), export.root()).unwrap();
    assert_eq!((imported.rows, imported.digest), (written.rows, written.digest));
    drop(disk);
    let other = Engine::open(config().with_path(folder.path())).unwrap();
    assert_eq!(other.verify().unwrap().root, export.root());
    assert_eq!(other.state_root().unwrap(), engine.state_root().unwrap());

    // Rows are as long as each other, so their places are known: the first, some, the last.
    let row = 8 + 21 + 8 + 8;
    for number in [1, 2, 4_096, 16_384, 16_385, 500_000, ROWS - 1, ROWS] {
        let mut file = File::options().read(true).write(true).open(&path).unwrap();
        let at = (HEADER + 8) as u64 + (number - 1) * row + 8 + 21;
        file.seek(SeekFrom::Start(at)).unwrap();
        let mut byte = [0];
        file.read_exact(&mut byte).unwrap();
        let write = |file: &mut File, byte: u8| {
            file.seek(SeekFrom::Start(at)).unwrap();
            file.write_all(&[byte]).unwrap();
        };
        write(&mut file, byte[0] ^ 1);
        let store = Arc::new(MemoryStorage::new());
        let error = import(store.clone(), source(), export.root()).unwrap_err();
        assert!(
            matches!(&error, EngineError::Import(ImportError::Row { number: named, .. }) if *named == number),
            "{error}"
        );
        assert!(store.scan(b"b", 1).unwrap().is_empty(), "nothing is left");
        write(&mut file, byte[0]);
    }
    let store = Arc::new(MemoryStorage::new());
    import(store.clone(), source(), export.root()).unwrap();
    assert_eq!(over(store).state_root().unwrap(), export.root());
}
