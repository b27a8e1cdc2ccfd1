// Records and handshake messages made by hand, for tests of what reads them.

#ifndef TLSBENCH_TESTS_SUPPORT_WIRE_BYTES_H_
#define TLSBENCH_TESTS_SUPPORT_WIRE_BYTES_H_

#include <vector>

#include "bench/backend.h"

namespace tlsbench {

constexpr std::uint8_t kCcs = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kData = 23;

inline Buffer Join(const std::vector<Buffer>& parts) {
  Buffer whole;
  for (const Buffer& part : parts) {
    whole.insert(whole.end(), part.begin(), part.end());
  }
  return whole;
}

// `body` behind its length in `width` bytes.
inline Buffer Vector(unsigned width, const Buffer& body) {
  Buffer vector;
  for (unsigned i = width; i-- > 0;) {
    vector.push_back(static_cast<std::uint8_t>(body.size() >> (8 * i)));
  }
  return Join({vector, body});
}

inline Buffer U16(unsigned value) { return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)}; }
inline Buffer Message(std::uint8_t type, const Buffer& body) { return Join({{type}, Vector(3, body)}); }
inline Buffer Record(std::uint8_t type, const Buffer& body) { return Join({{type, 3, 3}, Vector(2, body)}); }
inline Buffer Extension(unsigned type, const Buffer& body) { return Join({U16(type), Vector(2, body)}); }

inline const Buffer kPlainRandom(32, 0xaa);
inline const Buffer kRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

inline Buffer ClientHelloMessage(const std::vector<Buffer>& extensions) {
  return Message(1, Join({{3, 3},
                          kPlainRandom,
                          Vector(1, Buffer(32, 1)),
                          Vector(2, {0x13, 0x01, 0xc0, 0x2b}),
                          Vector(1, {0}),
                          Vector(2, Join(extensions))}));
}

inline Buffer ServerHelloMessage(unsigned suite, const std::vector<Buffer>& extensions,
                                 const Buffer& random = kPlainRandom) {
  return Message(2, Join({{3, 3}, random, Vector(1, Buffer(32, 2)), U16(suite), {0}, Vector(2, Join(extensions))}));
}

inline const Buffer kIsTls13 = Extension(43, {3, 4});
inline const Buffer kShareX25519 = Extension(51, Join({U16(29), Vector(2, Buffer(32, 9))}));
inline const Buffer kShareP256 = Extension(51, Join({U16(23), Vector(2, Buffer(65, 9))}));
inline const Buffer kOfferedPsk = Extension(41, Buffer(200, 7));
inline const Buffer kSelectedPsk = Extension(41, {0, 0});
inline const Buffer kCertificate = Message(11, Buffer(900, 5));
inline const Buffer kKeyExchange =
    Message(12, Join({{3}, U16(29), Vector(1, Buffer(32, 6)), U16(0x0403), Vector(2, Buffer(71, 8))}));
inline const Buffer kTicketMessage = Message(4, Buffer(190, 4));
inline const Buffer kChange = Record(kCcs, {1});
inline const Buffer kSealed12 =
    Record(kHandshake, Buffer(40, 11));  // encrypted, and looks like a Certificate at first sight

inline Buffer Clear(const std::vector<Buffer>& messages) { return Record(kHandshake, Join(messages)); }

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_WIRE_BYTES_H_
