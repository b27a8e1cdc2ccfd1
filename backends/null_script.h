// Makes the messages of the null backend: of the right types and sizes, and well formed where they are in clear on the
// wire. Sizes follow OpenSSL 3.0 with a P-256 chain of leaf and intermediate. Used by null.cc; pure functions.

#ifndef TLSBENCH_BACKENDS_NULL_SCRIPT_H_
#define TLSBENCH_BACKENDS_NULL_SCRIPT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "bench/backend.h"

namespace tlsbench {

// RFC 9846, section 5.1; for kX25519 RFC 8422, section 5.1.1.
constexpr std::uint8_t kApplicationData = 23;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kRandomOffset = kRecordHeader + 4 + 2;  // after the message header and legacy_version
constexpr std::uint16_t kX25519 = 29;

// Holds the flights of one protocol version, full ([0]) and resumed ([1]), made once for each context.
struct NullScript {
  std::array<Buffer, 2> client_hello;
  std::array<Buffer, 2> server_flight;  // the answer to the ClientHello
  std::array<Buffer, 2> client_finish;  // the answer to that
  std::array<Buffer, 2> server_finish;  // TLS 1.2: the end of a full handshake; TLS 1.3: the tickets
};

NullScript Tls12Script(std::uint16_t suite);
NullScript Tls13Script(std::uint16_t suite, unsigned tickets);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_NULL_SCRIPT_H_
