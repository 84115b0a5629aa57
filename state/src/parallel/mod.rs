//! Optimistic parallel execution over one journal.
//!
//! A batch of transactions runs side by side, each chunk of them in a [`ChildJournal`](child_journal::ChildJournal) over a
//! shared [`BaseView`](base_view::BaseView) of the block's journal. A child notes its read set.
//! Then, in the order of the block, the [`BatchValidator`](validator::BatchValidator) validates each child's reads
//! against what was written before its turn, and applies its writes; the transactions of a child that read something
//! stale are executed again. It is batched optimistic concurrency control with validation in order.
//!
//! | step | here |
//! |---|---|
//! | share the journal | [`Journal::share`](crate::Journal::share) |
//! | fork a child for each chunk | [`ChildJournal::fork`](child_journal::ChildJournal::fork) |
//! | run, noting reads | [`ChildJournal::journal`](child_journal::ChildJournal::journal) |
//! | detach it from the view | [`ChildJournal::detach`](child_journal::ChildJournal::detach) |
//! | take the journal back | [`BaseView::into_inner`](base_view::BaseView::into_inner) |
//! | validate and apply, in order | [`validate`](validator::BatchValidator::validate), [`apply`](validator::BatchValidator::apply) |
//! | collect what a child has read and written | [`AccessSet::collect`](access::access_set::AccessSet::collect) |
//! | add what was applied to the root | [`ChildJournal::add_root_delta`](child_journal::ChildJournal::add_root_delta) |

pub mod access;
pub mod base_view;
pub mod child_journal;
pub(crate) mod read_set;
pub mod validator;
