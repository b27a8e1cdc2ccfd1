// The handshake messages that show in clear, field by field, into the facts of wire/wire_facts.h. Used by
// wire/wire_facts.cc, and by the flight recorder for the messages that libraries tell of. Pure functions; what is cut
// short or lies is read as far as it goes.

#ifndef TLSBENCH_BENCH_WIRE_HANDSHAKE_MESSAGES_H_
#define TLSBENCH_BENCH_WIRE_HANDSHAKE_MESSAGES_H_

#include "bench/backend.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

constexpr std::uint8_t kServerHelloType = 2;  // RFC 9846, section 4
constexpr std::size_t kMessageHeader = 4;     // of a handshake message: type and length (likewise)

// Bodies, without the header. `session_id` becomes the message's.
void ReadClientHello(Bytes body, WireFacts& facts, Buffer& session_id);
void ReadServerHello(Bytes body, WireFacts& facts, Buffer& session_id);
void ReadServerKeyExchange(Bytes body, WireFacts& facts);

// Whether a Certificate of TLS 1.2 holds one: a client without sends an empty list (RFC 5246, section 7.4.6).
bool HoldsCertificates(Bytes body);

// Whether a handshake message, with its header, is a HelloRetryRequest, which has the type of a ServerHello.
bool IsHelloRetryRequest(Bytes message);

// Whether a handshake message, with its header, is an EncryptedExtensions with early_data, by which a server says that
// it takes it (RFC 9846, section 4.3.10).
bool AcceptsEarlyData(Bytes message);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_HANDSHAKE_MESSAGES_H_
