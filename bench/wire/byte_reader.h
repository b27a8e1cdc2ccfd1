// Reads the fields of TLS's records and messages from bytes that anybody may have sent. Used by everything that reads
// the wire. A value type; the bytes must outlive it.

#ifndef TLSBENCH_BENCH_WIRE_BYTE_READER_H_
#define TLSBENCH_BENCH_WIRE_BYTE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bench/backend.h"

namespace tlsbench {

// Reads big-endian fields and never past the end: after a short read ok() is false and all reads give zero.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : left_(bytes) {}

  bool ok() const { return ok_; }
  bool empty() const { return left_.empty(); }
  std::uint8_t U8() { return static_cast<std::uint8_t>(Number<1>()); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Number<2>()); }
  std::uint32_t U24() { return Number<3>(); }
  std::uint32_t U32() { return Number<4>(); }
  Bytes Take(std::size_t count) {
    if (count > left_.size()) {
      ok_ = false;
      left_ = {};
      return {};
    }
    const Bytes taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }
  Bytes Vector8() { return Take(U8()); }  // bytes after a length of 8 bits, or 16
  Bytes Vector16() { return Take(U16()); }

 private:
  template <std::size_t kWidth>
  std::uint32_t Number() {
    const Bytes bytes = Take(kWidth);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < kWidth && !bytes.empty(); ++i) {
      value = value << 8 | bytes[i];
    }
    return value;
  }

  Bytes left_;
  bool ok_ = true;
};

// Returns the bytes of `text`, not a copy.
inline Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_BYTE_READER_H_
