//! Paths that nobody decides about but this user and the system's administrator.
//!
//! Whoever can write a folder decides what is found in it, and whoever can write the folder around it, which folder
//! that is. So a path is looked at from the root on, links included.

use std::path::{Path, PathBuf};

/// A part of a path that others decide about.
///
/// ```
/// use allod_compiler::toolchain::trust::{Distrust, distrusted};
/// use std::path::Path;
///
/// match distrusted(Path::new("/usr/local/go")) {
///     None => {}
///     Some((part, Distrust::Writable(mode))) => println!("{}: anybody may write it ({mode:o})", part.display()),
///     Some((part, why)) => println!("{}: {why:?}", part.display()),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Distrust {
    /// Others may write it: its mode.
    Writable(u32),
    /// It belongs to another user: the number of that.
    Foreign(u32),
}

/// The first part of `path` that others than this user and the administrator decide about, and why; `None` where there
/// is none, or nothing there yet. A folder in which everybody may make files and remove their own is no harm on the way,
/// and a group that a user has alone is the user.
#[cfg(unix)]
pub fn distrusted(path: &Path) -> Option<(PathBuf, Distrust)> {
    use std::os::unix::fs::MetadataExt;
    use std::path::Component;
    /// Links on the way, at most: as many as Linux follows.
    const MAX_LINKS: usize = 40;
    const STICKY: u32 = 0o1000;
    let path = std::path::absolute(path).ok()?;
    let parts = |path: &Path| path.components().rev().map(|part| part.as_os_str().to_owned()).collect::<Vec<_>>();
    let (mut left, mut at, mut links) = (parts(&path), PathBuf::new(), 0);
    while let Some(part) = left.pop() {
        let next = match Path::new(&part).components().next() {
            Some(Component::ParentDir) => {
                at.pop();
                continue;
            }
            _ => at.join(&part),
        };
        let data = std::fs::symlink_metadata(&next).ok()?;
        if data.uid() != 0 && data.uid() != uzers::get_effective_uid() {
            return Some((next, Distrust::Foreign(data.uid())));
        }
        if data.is_symlink() {
            links += 1;
            left.extend(parts(&std::fs::read_link(&next).ok().filter(|_| links <= MAX_LINKS)?));
            continue;
        }
        let others = data.mode() & if is_private(data.gid()) { 0o002 } else { 0o022 };
        let on_the_way = data.mode() & STICKY != 0 && !left.is_empty();
        if others != 0 && !on_the_way {
            return Some((next, Distrust::Writable(data.mode() & 0o7777)));
        }
        at = next;
    }
    None
}

/// There are no owners here that could be asked for.
#[cfg(not(unix))]
pub fn distrusted(_: &Path) -> Option<(PathBuf, Distrust)> {
    None
}

/// True for a group that is this user's alone: it has the user's name, as systems do that give each user a group.
#[cfg(unix)]
fn is_private(group: u32) -> bool {
    let user = uzers::get_user_by_uid(uzers::get_effective_uid());
    uzers::get_group_by_gid(group).zip(user).is_some_and(|(group, user)| group.name() == user.name())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::{Distrust, distrusted};
    use std::fs::{Permissions, create_dir_all, set_permissions, write};
    use std::os::unix::fs::{PermissionsExt, lchown, symlink};

    fn mode(path: &std::path::Path, mode: u32) {
        set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_path_is_trusted_only_if_every_part_of_it_is() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c");
        create_dir_all(&deep).unwrap();
        write(deep.join("file"), "").unwrap();
        assert_eq!(distrusted(&deep.join("file")), None);
        for part in ["a", "a/b", "a/b/c", "a/b/c/file"] {
            let part = root.path().join(part);
            let before = part.metadata().unwrap().permissions();
            mode(&part, 0o777);
            assert_eq!(distrusted(&deep.join("file")), Some((part.clone(), Distrust::Writable(0o777))));
            set_permissions(&part, before).unwrap();
        }
        assert_eq!(distrusted(&deep.join("missing/too")), None);
    }

    #[test]
    fn where_everybody_may_make_files_only_what_is_in_it_can_be_trusted() {
        let root = tempfile::tempdir().unwrap();
        let shared = root.path().join("shared");
        create_dir_all(shared.join("mine")).unwrap();
        mode(&shared, 0o1777);
        assert_eq!(distrusted(&shared.join("mine")), None);
        assert_eq!(distrusted(&shared), Some((shared, Distrust::Writable(0o1777))));
    }

    #[test]
    fn links_are_followed_and_looked_at() {
        let root = tempfile::tempdir().unwrap();
        let (real, link) = (root.path().join("real"), root.path().join("link"));
        create_dir_all(real.join("inside")).unwrap();
        symlink("real/../real", &link).unwrap();
        assert_eq!(distrusted(&link.join("inside")), None);
        mode(&real, 0o777);
        assert_eq!(distrusted(&link.join("inside")), Some((real, Distrust::Writable(0o777))));
        symlink("round", root.path().join("round")).unwrap();
        assert_eq!(distrusted(&root.path().join("round")), None);
    }

    #[test]
    fn what_belongs_to_another_user_is_not_trusted() {
        let root = tempfile::tempdir().unwrap();
        let (real, link) = (root.path().join("real"), root.path().join("link"));
        create_dir_all(real.join("inside")).unwrap();
        symlink(&real, &link).unwrap();
        // Only the administrator can give files away.
        if lchown(&link, Some(54_321), None).is_err() {
            return;
        }
        assert_eq!(distrusted(&link.join("inside")), Some((link, Distrust::Foreign(54_321))));
        lchown(&real, Some(54_321), None).unwrap();
        assert_eq!(distrusted(&real.join("inside")), Some((real, Distrust::Foreign(54_321))));
    }
}
