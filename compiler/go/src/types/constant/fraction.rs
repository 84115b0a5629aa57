//! Fractions of two integers, in lowest terms.

use crate::limits;
use dashu_int::ops::{BitTest, DivRem, Gcd};
use dashu_int::{IBig, Sign, UBig};
use std::cmp::Ordering;

/// A rational number. The denominator is never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Fraction {
    /// The numerator, which has the sign.
    pub numerator: IBig,
    /// The denominator.
    pub denominator: UBig,
}

impl From<IBig> for Fraction {
    fn from(value: IBig) -> Self {
        Fraction { numerator: value, denominator: UBig::ONE }
    }
}

fn magnitude(value: &IBig) -> UBig {
    value.clone().into_parts().1
}

fn bits(value: &IBig) -> usize {
    magnitude(value).bit_len()
}

impl Fraction {
    /// A fraction in lowest terms, rounded if it has grown too long; nothing if its exponent is beyond the limit.
    pub fn new(numerator: IBig, denominator: UBig) -> Option<Self> {
        if denominator == UBig::ZERO {
            return None;
        }
        if numerator == IBig::ZERO {
            return Some(Fraction::from(IBig::ZERO));
        }
        let divisor = magnitude(&numerator).gcd(&denominator);
        let (numerator, denominator) = if divisor == UBig::ONE {
            (numerator, denominator)
        } else {
            (numerator / IBig::from(divisor.clone()), denominator / divisor)
        };
        Fraction { numerator, denominator }.shortened()
    }

    /// Rounds the fraction to a mantissa and a power of two if it is long.
    fn shortened(self) -> Option<Self> {
        let (up, down) = (bits(&self.numerator), self.denominator.bit_len());
        if up + down <= limits::CONSTANT_BITS {
            return Some(self);
        }
        if up.abs_diff(down) > limits::CONSTANT_EXPONENT {
            return None;
        }
        let (sign, up_value) = self.numerator.into_parts();
        let keep = limits::CONSTANT_MANTISSA_BITS;
        // The quotient of `keep` bits and the power of two it stands for.
        let shift = keep as isize - (up as isize - down as isize);
        let (up_value, down_value) = match usize::try_from(shift) {
            Ok(left) => (up_value << left, self.denominator),
            Err(_) => (up_value, self.denominator << shift.unsigned_abs()),
        };
        let (quotient, rest) = up_value.div_rem(&down_value);
        let rounded = if (rest << 1usize) >= down_value { quotient + UBig::ONE } else { quotient };
        let zeros = rounded.trailing_zeros().unwrap_or(0);
        let exponent = zeros as isize - shift;
        let mantissa = IBig::from_parts(sign, rounded >> zeros);
        Some(match usize::try_from(exponent) {
            Ok(left) => Fraction { numerator: mantissa << left, denominator: UBig::ONE },
            Err(_) => Fraction { numerator: mantissa, denominator: UBig::ONE << exponent.unsigned_abs() },
        })
    }

    /// The integer this is, if it is one.
    pub fn to_int(&self) -> Option<IBig> {
        (self.denominator == UBig::ONE).then(|| self.numerator.clone())
    }

    pub(super) fn add(&self, other: &Fraction) -> Option<Fraction> {
        let left = &self.numerator * IBig::from(other.denominator.clone());
        let right = &other.numerator * IBig::from(self.denominator.clone());
        Fraction::new(left + right, &self.denominator * &other.denominator)
    }

    pub(super) fn mul(&self, other: &Fraction) -> Option<Fraction> {
        Fraction::new(&self.numerator * &other.numerator, &self.denominator * &other.denominator)
    }

    pub(super) fn div(&self, other: &Fraction) -> Option<Fraction> {
        let (sign, magnitude) = other.numerator.clone().into_parts();
        let up = &self.numerator * IBig::from_parts(sign, other.denominator.clone());
        Fraction::new(up, &self.denominator * magnitude)
    }

    pub(super) fn neg(&self) -> Fraction {
        Fraction { numerator: -self.numerator.clone(), denominator: self.denominator.clone() }
    }

    pub(super) fn compare(&self, other: &Fraction) -> Ordering {
        let left = &self.numerator * IBig::from(other.denominator.clone());
        let right = &other.numerator * IBig::from(self.denominator.clone());
        left.cmp(&right)
    }

    /// The nearest binary floating-point number, ties to even: a mantissa of `precision` bits whose last has at least
    /// the exponent `lowest`. Nothing if it is above what an exponent of `highest` allows.
    pub fn round(&self, precision: usize, lowest: isize, highest: isize) -> Option<Fraction> {
        let (sign, up) = self.numerator.clone().into_parts();
        if up == UBig::ZERO {
            return Some(self.clone());
        }
        let size = up.bit_len() as isize - self.denominator.bit_len() as isize;
        // 2^(size-1) < value < 2^(size+1); one bit more than needed is made exact below.
        let mut exponent = (size - precision as isize).max(lowest);
        loop {
            let (top, bottom) = match usize::try_from(exponent) {
                Ok(right) => (up.clone(), &self.denominator << right),
                Err(_) => (&up << exponent.unsigned_abs(), self.denominator.clone()),
            };
            let (mut quotient, rest) = top.div_rem(&bottom);
            if quotient.bit_len() > precision {
                exponent += 1;
                continue;
            }
            match (rest << 1usize).cmp(&bottom) {
                Ordering::Greater => quotient += UBig::ONE,
                Ordering::Equal if quotient.bit(0) => quotient += UBig::ONE,
                _ => {}
            }
            if quotient.bit_len() as isize + exponent > highest {
                return None;
            }
            let mantissa = IBig::from_parts(sign, quotient);
            return match usize::try_from(exponent) {
                Ok(left) => Some(Fraction::from(mantissa << left)),
                Err(_) => Fraction::new(mantissa, UBig::ONE << exponent.unsigned_abs()),
            };
        }
    }

    /// The nearest `f64`; infinite if there is none.
    pub fn to_f64(&self) -> f64 {
        let negative = self.numerator < IBig::ZERO;
        let Some(rounded) = self.round(53, -1074, 1024) else {
            return if negative { f64::NEG_INFINITY } else { f64::INFINITY };
        };
        // Exact by now: a mantissa of 53 bits and a power of two.
        let (_, up) = rounded.numerator.into_parts();
        let zeros = up.trailing_zeros().unwrap_or(0);
        let mantissa = u64::try_from(up >> zeros).unwrap_or(0);
        let exponent = zeros as i32 - (rounded.denominator.bit_len() as i32 - 1);
        let value = scale(mantissa, exponent);
        if negative { -value } else { value }
    }

    pub(super) fn sign_parts(&self) -> (Sign, usize, usize) {
        (self.numerator.sign(), bits(&self.numerator), self.denominator.bit_len())
    }
}

/// `mantissa` · 2^`exponent`, which is known to be a `f64`.
fn scale(mantissa: u64, exponent: i32) -> f64 {
    let half = exponent / 2;
    let power = |exponent: i32| -> f64 {
        if exponent >= -1022 {
            f64::from_bits(((exponent + 1023) as u64) << 52)
        } else {
            f64::from_bits(1u64 << (exponent + 1074))
        }
    };
    mantissa as f64 * power(half) * power(exponent - half)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(up: i64, down: u64) -> Fraction {
        Fraction::new(IBig::from(up), UBig::from(down)).unwrap()
    }

    #[test]
    fn the_nearest_f64_is_found_for_normal_subnormal_and_tied_numbers() {
        assert_eq!(fraction(1, 3).to_f64(), 1.0 / 3.0);
        assert_eq!(fraction(-7, 2).to_f64(), -3.5);
        assert_eq!(fraction(i64::MAX, 1).to_f64(), i64::MAX as f64);
        assert_eq!(fraction((1 << 53) + 1, 1).to_f64(), 9007199254740992.0);
        let tiny = Fraction::new(IBig::ONE, UBig::ONE << 1074usize).unwrap();
        assert_eq!(tiny.to_f64(), f64::from_bits(1));
        let half = Fraction::new(IBig::ONE, UBig::ONE << 1075usize).unwrap();
        assert_eq!(half.to_f64(), 0.0);
        let huge = Fraction::from(IBig::ONE << 1024usize);
        assert_eq!(huge.to_f64(), f64::INFINITY);
        assert_eq!(Fraction::from((IBig::ONE << 1024usize) - IBig::ONE).to_f64(), f64::INFINITY);
        assert_eq!(Fraction::from(IBig::ONE << 1023usize).to_f64(), 2f64.powi(1023));
    }

    #[test]
    fn a_long_fraction_is_rounded_and_stays_near() {
        let third = fraction(1, 3);
        let mut product = third.clone();
        for _ in 0..12 {
            product = product.mul(&product).unwrap_or_else(|| fraction(0, 1));
        }
        let (_, up, down) = product.sign_parts();
        assert!(up + down <= limits::CONSTANT_BITS.max(2 * limits::CONSTANT_EXPONENT));
        assert!(Fraction::new(IBig::ONE << (limits::CONSTANT_EXPONENT + 2), UBig::ONE).is_none());
    }
}
