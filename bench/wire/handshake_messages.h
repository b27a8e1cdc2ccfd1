// Reads the handshake messages that are in clear, field by field, into the facts of wire/wire_facts.h. Used by
// wire/wire_facts.cc, and by the flight recorder for the messages that libraries report. Pure functions; a message that
// is cut short or has wrong lengths is read as far as possible.

#ifndef TLSBENCH_BENCH_WIRE_HANDSHAKE_MESSAGES_H_
#define TLSBENCH_BENCH_WIRE_HANDSHAKE_MESSAGES_H_

#include "bench/backend.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

constexpr std::uint8_t kServerHelloType = 2;  // RFC 9846, section 4
constexpr std::size_t kMessageHeader = 4;     // of a handshake message: type and length (likewise)

// Read a message's body, without its header. `session_id` becomes the one in the message.
void ReadClientHello(Bytes body, WireFacts& facts, Buffer& session_id);
void ReadServerHello(Bytes body, WireFacts& facts, Buffer& session_id);
void ReadServerKeyExchange(Bytes body, WireFacts& facts);

// Returns whether a TLS 1.2 Certificate message holds a certificate: a client without one sends an empty list (RFC
// 5246, section 7.4.6).
bool HoldsCertificates(Bytes body);

// Returns whether a handshake message, with its header, is a HelloRetryRequest, which has the type of a ServerHello.
bool IsHelloRetryRequest(Bytes message);

// Returns whether a handshake message, with its header, is an EncryptedExtensions with early_data, by which a server
// accepts early data (RFC 9846, section 4.3.10).
bool AcceptsEarlyData(Bytes message);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_HANDSHAKE_MESSAGES_H_
