//! Options of RocksDB.

use crate::keys;
use rocksdb::{BlockBasedOptions, DBCompressionType, DBRecoveryMode, Options, ReadOptions};

/// Bytes in a block of a table file. Values are small, so a read takes a small block.
const BLOCK: usize = 4 << 10;
/// A table file is compacted soon where so many of so many keys next to each other are deleted ones: a walk passes over
/// those one by one.
const GONE: usize = 64;
const GONE_AMONG: usize = 256;
/// Deleted keys in memory that a walk passes over before the memory is put into a file, for the same reason. It has no
/// function of its own to be set with. RocksDB must not be told once it is open: where a compaction could not be noted in
/// the manifest just before, that makes it forget which files the manifest may name all the same, and it removes them.
const GONE_IN_MEMORY: &str = "memtable_op_scan_flush_trigger=1024";
/// Bits of the bloom filter for each key: one lookup in a hundred for a missing key goes on to the block.
const FILTER_BITS: f64 = 10.0;

/// For small values read one at a time: filters and indexes stay in memory, the newest level uncompressed.
///
/// # Errors
/// RocksDB's, for an option that it does not know.
pub(super) fn writing() -> Result<Options, rocksdb::Error> {
    let mut table = BlockBasedOptions::default();
    table.set_block_size(BLOCK);
    table.set_bloom_filter(FILTER_BITS, false);
    table.set_whole_key_filtering(true);
    let mut options = recovering().get_options_from_string(GONE_IN_MEMORY)?;
    options.create_if_missing(true);
    options.set_block_based_table_factory(&table);
    options.set_compression_type(DBCompressionType::Lz4);
    options.set_write_buffer_size(64 << 20);
    options.set_level_compaction_dynamic_level_bytes(true);
    options.set_memtable_whole_key_filtering(true);
    options.set_memtable_prefix_bloom_ratio(0.05);
    options.add_compact_on_deletion_collector_factory(GONE_AMONG, GONE, 0.0);
    options.set_keep_log_file_num(4);
    options.set_max_open_files(512);
    Ok(options)
}

/// For somebody who looks and changes nothing. Every table is opened at once, so that none is missed which a writer in
/// another process removes later.
pub(super) fn reading() -> Options {
    let mut options = recovering();
    options.set_max_open_files(-1);
    options
}

/// Options of recovery. The log is taken up to the first record that is not whole, which is all there is to have of a
/// write that was cut off; whether that is all there has to be is asked of the [mark](super::mark). Logs that are no
/// longer written to are in the manifest with their lengths.
fn recovering() -> Options {
    let mut options = Options::default();
    options.set_wal_recovery_mode(DBRecoveryMode::PointInTime);
    options.set_track_and_verify_wals_in_manifest(true);
    options
}

/// Bounds of a read of everything that begins with `prefix`.
pub(super) fn within(prefix: &[u8]) -> ReadOptions {
    let mut options = ReadOptions::default();
    if let Some(end) = keys::end_of(prefix) {
        options.set_iterate_upper_bound(end);
    }
    options
}
