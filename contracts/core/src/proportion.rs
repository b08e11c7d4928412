//! Parts of a whole, exact where the product takes more than 128 bits.

#[cfg(test)]
mod tests;

/// `floor(amount * part / whole)` with a product of 256 bits; `None` if that is beyond `u128`, or `whole` is
/// zero.
pub fn proportion(amount: u128, part: u128, whole: u128) -> Option<u128> {
    let (mut low, mut rest) = amount.carrying_mul(part, 0);
    if rest == 0 {
        return low.checked_div(whole);
    }
    if rest >= whole {
        return None;
    }
    // Long division by bits: `rest` stays below `whole`, and so fits 128 bits but for the bit carried.
    let mut quotient = 0u128;
    for _ in 0..u128::BITS {
        let carried = rest >> 127 == 1;
        rest = (rest << 1) | (low >> 127);
        low <<= 1;
        quotient <<= 1;
        if carried || rest >= whole {
            rest = rest.wrapping_sub(whole);
            quotient |= 1;
        }
    }
    Some(quotient)
}
