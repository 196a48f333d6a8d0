//! The saved index: arrays as they are, little endian, with format, base, last change and a checksum.

use std::fs::File;
use std::hash::Hasher;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::Index;
use crate::digits::Digits;
use crate::postings::{Minima, Postings};
use crate::segment::{FastHash, Segment};

const MAGIC: &[u8; 8] = b"namesidx";
/// Changes with every change of the arrays or of the reading of names.
const FORMAT: u32 = 1;

/// Why a saved index is not used; the index is then built from the base.
#[derive(Debug)]
pub enum LoadRefused {
    /// There is no file, or it cannot be read.
    Unreadable(io::Error),
    /// Written by another version of the program.
    OtherFormat,
    /// Belongs to another base.
    OtherBase,
    /// Cut short or changed.
    Broken,
}

impl std::fmt::Display for LoadRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadRefused::Unreadable(e) => write!(f, "saved index cannot be read: {e}"),
            LoadRefused::OtherFormat => f.write_str("saved index has another format"),
            LoadRefused::OtherBase => f.write_str("saved index belongs to another base"),
            LoadRefused::Broken => f.write_str("saved index is broken"),
        }
    }
}

impl std::error::Error for LoadRefused {}

impl Index {
    /// Saves all entries; `last_change` is the number of the last change already in the index.
    pub fn save(&self, path: &Path, base: u64, last_change: i64) -> io::Result<()> {
        let mut segment = self.snapshot().compacted();
        let beside = path.with_extension("new");
        let mut out = Out { file: BufWriter::new(File::create(&beside)?), sum: FastHash::default(), failed: None };
        out.raw(MAGIC);
        out.raw(&FORMAT.to_le_bytes());
        out.raw(&base.to_le_bytes());
        out.raw(&last_change.to_le_bytes());
        segment.each_array(&mut out);
        let sum = out.sum.finish();
        out.raw(&sum.to_le_bytes());
        if let Some(e) = out.failed {
            return Err(e);
        }
        out.file.into_inner().map_err(|e| e.into_error())?.sync_all()?;
        std::fs::rename(beside, path)
    }

    /// The saved index of this base and the number of the last change in it.
    pub fn load(path: &Path, base: u64) -> Result<(Index, i64), LoadRefused> {
        let bytes = std::fs::read(path).map_err(LoadRefused::Unreadable)?;
        let mut input = In { rest: &bytes, sum: FastHash::default(), broken: false };
        if input.raw(MAGIC.len()) != MAGIC || input.raw(4) != FORMAT.to_le_bytes() {
            return Err(LoadRefused::OtherFormat);
        }
        if input.raw(8) != base.to_le_bytes() {
            return Err(LoadRefused::OtherBase);
        }
        let last_change = i64::from_le_bytes(input.raw(8).try_into().map_err(|_| LoadRefused::Broken)?);
        let mut segment = Segment::default();
        segment.each_array(&mut input);
        let sum = input.sum.finish();
        if input.broken || input.rest != sum.to_le_bytes() {
            return Err(LoadRefused::Broken);
        }
        Ok((Index::of(segment), last_change))
    }
}

/// One end of the file: writes every array it is shown, or fills it.
trait Arrays {
    fn bytes(&mut self, array: &mut Vec<u8>);

    fn numbers<T: Number>(&mut self, array: &mut Vec<T>) {
        let mut bytes = array.iter().flat_map(|x| x.to_u64().to_le_bytes().into_iter().take(T::WIDTH)).collect();
        self.bytes(&mut bytes);
        let read = |chunk: &[u8]| {
            let mut wide = [0; 8];
            wide.iter_mut().zip(chunk).for_each(|(w, b)| *w = *b);
            T::from_u64(u64::from_le_bytes(wide))
        };
        *array = bytes.chunks_exact(T::WIDTH).map(read).collect();
    }

    fn several<T: Default>(&mut self, list: &mut Vec<T>, each: impl Fn(&mut Self, &mut T)) {
        let mut len = vec![list.len() as u32];
        self.numbers(&mut len);
        // A broken length must not ask for memory: no list here has more than a handful.
        list.resize_with(len.first().map_or(0, |&n| n.min(64) as usize), T::default);
        list.iter_mut().for_each(|x| each(self, x));
    }

    fn minima(&mut self, minima: &mut Minima) {
        self.several(&mut minima.levels, |io, level| io.numbers(level));
    }

    fn postings(&mut self, p: &mut Postings) {
        self.numbers(&mut p.off);
        self.numbers(&mut p.doc);
        self.minima(&mut p.min);
    }

    fn digits(&mut self, d: &mut Digits) {
        let mut width = vec![d.width];
        self.numbers(&mut width);
        d.width = width.first().copied().unwrap_or(0);
        self.numbers(&mut d.anchors);
        self.numbers(&mut d.num);
        self.several(&mut d.order, |io, order| io.numbers(order));
        self.several(&mut d.min, |io, min| io.minima(min));
    }
}

impl Segment {
    fn each_array<I: Arrays>(&mut self, io: &mut I) {
        io.bytes(&mut self.blob);
        io.bytes(&mut self.name_len);
        for array in [&mut self.off, &mut self.two, &mut self.fwd_off, &mut self.fwd, &mut self.suffix, &mut self.by_id]
        {
            io.numbers(array);
        }
        io.numbers(&mut self.id);
        io.numbers(&mut self.importance);
        for postings in [&mut self.first, &mut self.other, &mut self.person] {
            io.postings(postings);
        }
        io.minima(&mut self.suffix_min);
        io.digits(&mut self.inn);
        io.digits(&mut self.phone);
    }
}

trait Number: Copy {
    const WIDTH: usize = size_of::<Self>();
    fn to_u64(self) -> u64;
    fn from_u64(x: u64) -> Self;
}

macro_rules! number {
    ($($t:ty),*) => {$(impl Number for $t {
        fn to_u64(self) -> u64 { self as u64 }
        fn from_u64(x: u64) -> Self { x as $t }
    })*};
}
number!(u16, u32, u64, i64);

struct Out {
    file: BufWriter<File>,
    sum: FastHash,
    failed: Option<io::Error>,
}

impl Out {
    fn raw(&mut self, bytes: &[u8]) {
        self.sum.write(bytes);
        if self.failed.is_none() {
            self.failed = self.file.write_all(bytes).err();
        }
    }
}

impl Arrays for Out {
    fn bytes(&mut self, array: &mut Vec<u8>) {
        self.raw(&(array.len() as u64).to_le_bytes());
        self.raw(array);
    }
}

struct In<'a> {
    rest: &'a [u8],
    sum: FastHash,
    broken: bool,
}

impl<'a> In<'a> {
    /// The next bytes; none when the file ends before.
    fn raw(&mut self, len: usize) -> &'a [u8] {
        let Some((bytes, rest)) = self.rest.split_at_checked(len) else {
            self.broken = true;
            return &[];
        };
        self.rest = rest;
        self.sum.write(bytes);
        bytes
    }
}

impl Arrays for In<'_> {
    fn bytes(&mut self, array: &mut Vec<u8>) {
        let len = self.raw(8).try_into().map_or(0, u64::from_le_bytes);
        *array = self.raw(usize::try_from(len).unwrap_or(usize::MAX)).to_vec();
    }
}
