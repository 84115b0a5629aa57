//! Store that runs a closure before it answers, and an engine over it.

use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch};
use allod_testing::world::config;
use allod_vm::Engine;
use std::sync::{Arc, Mutex};

/// Store in memory that says whether it lasts, and does what it is told to before each question.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) store: MemoryStorage,
    pub(crate) lasting: bool,
    pub(crate) before: Mutex<Option<Before>>,
}

pub(crate) type Before = Arc<dyn Fn(&'static str) + Send + Sync>;

impl Told {
    #[allow(dead_code, reason = "one of the files that use this tells it nothing")]
    pub(crate) fn tell(&self, before: impl Fn(&'static str) + Send + Sync + 'static) {
        *self.before.lock().unwrap() = Some(Arc::new(before));
    }

    fn obey(&self, what: &'static str) {
        let before = self.before.lock().unwrap().clone();
        if let Some(before) = before {
            before(what);
        }
    }
}

impl Reader for Told {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.obey("get");
        self.store.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.obey("scan");
        self.store.scan_after(prefix, after, limit)
    }
}

impl Storage for Told {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.obey("write");
        self.store.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.obey("snapshot");
        self.store.snapshot()
    }

    fn is_volatile(&self) -> bool {
        !self.lasting
    }
}

/// Engine over a store of the embedder's.
pub(crate) fn over(store: &Arc<impl Storage + 'static>) -> Engine {
    Engine::open(config().with_storage(store.clone())).unwrap()
}
