//! What the gas programs share.
