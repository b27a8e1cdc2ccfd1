#include "bench/wire/handshake_messages.h"

#include <algorithm>
#include <array>

#include "bench/wire/byte_reader.h"

namespace tlsbench {
namespace {

// Extensions (IANA, TLS ExtensionType Values).
constexpr std::uint16_t kExtendedMasterSecret = 23;
constexpr std::uint16_t kCompressCertificate = 27;
constexpr std::uint16_t kSessionTicket = 35;
constexpr std::uint16_t kPreSharedKey = 41;
constexpr std::uint16_t kEarlyData = 42;
constexpr std::uint16_t kSupportedVersions = 43;
constexpr std::uint16_t kKeyShare = 51;
// ECCurveType of a ServerKeyExchange (RFC 8422, section 5.4).
constexpr std::uint8_t kNamedCurve = 3;
// The primes of RFC 7919, appendix A, differ from other primes from the ninth byte on, and from each other in length.
constexpr std::array<std::uint8_t, 16> kFiniteFieldPrime = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                                            0xad, 0xf8, 0x54, 0x58, 0xa2, 0xbb, 0x4a, 0x9a};
// The random that marks a ServerHello as a HelloRetryRequest (RFC 9846, section 4.1.3).
constexpr Random kHelloRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                      0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                      0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

Random ReadRandom(ByteReader& reader) {
  Random random{};
  const Bytes bytes = reader.Take(random.size());
  std::copy(bytes.begin(), bytes.end(), random.begin());
  return random;
}

template <class Handle>
void ForEachExtension(ByteReader& hello, Handle handle) {
  constexpr std::size_t kTypeAndLength = 4;
  Bytes left = hello.empty() ? Bytes() : hello.Vector16();
  while (left.size() >= kTypeAndLength) {
    const std::size_t length = std::size_t{left[2]} << 8 | left[3];
    const Bytes data = left.subspan(kTypeAndLength);
    if (length > data.size()) {
      return;
    }
    handle(static_cast<std::uint16_t>(left[0] << 8 | left[1]), data.first(length));
    left = data.subspan(length);
  }
}

// RFC 9846, section 4.3.8.
std::vector<KeyShare> ReadClientShares(Bytes data) {
  std::vector<KeyShare> shares;
  ByteReader extension(data);
  ByteReader list(extension.Vector16());
  while (!list.empty()) {
    const std::uint16_t group = list.U16();
    shares.push_back({group, list.Vector16().size()});
  }
  return shares;
}

// Returns whether the value is 0x0a0a, 0x1a1a and so on (RFC 8701, section 2).
bool IsGrease(std::uint16_t value) { return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff); }

bool HasGrease(Bytes suites) {
  ByteReader reader(suites);
  bool grease = false;
  while (!reader.empty()) {
    grease |= IsGrease(reader.U16());
  }
  return grease;
}

// Returns the group of RFC 7919, section 3; 0 for any other prime.
std::uint16_t GroupOfPrime(Bytes prime) {
  const bool known = prime.size() >= kFiniteFieldPrime.size() &&
                     std::equal(kFiniteFieldPrime.begin(), kFiniteFieldPrime.end(), prime.begin());
  return !known ? 0 : prime.size() == 256 ? 256 : prime.size() == 384 ? 257 : prime.size() == 512 ? 258 : 0;
}

}  // namespace

void ReadClientHello(Bytes body, WireFacts& facts, Buffer& session_id) {
  facts.client_hello_bytes = kMessageHeader + body.size();
  ByteReader reader(body);
  reader.U16();  // legacy_version
  facts.client_random = ReadRandom(reader);
  const Bytes id = reader.Vector8();
  session_id.assign(id.begin(), id.end());
  facts.session_id_bytes = id.size();
  facts.grease |= HasGrease(reader.Vector16());
  reader.Vector8();  // compression methods
  ForEachExtension(reader, [&](std::uint16_t type, Bytes data) {
    facts.grease |= IsGrease(type);
    facts.offered_early_data |= type == kEarlyData;  // the second ClientHello does not repeat it
    facts.offered_compression |= type == kCompressCertificate;
    if (type == kSessionTicket) {
      facts.offered_ticket_bytes = data.size();
    } else if (type == kPreSharedKey) {
      facts.offered_psk = true;
    } else if (type == kKeyShare) {
      facts.client_shares = ReadClientShares(data);
    }
  });
  facts.client_hello = reader.ok();
}

// Facts that only the ServerHello decides are not taken from a HelloRetryRequest.
void ReadServerHello(Bytes body, WireFacts& facts, Buffer& session_id) {
  ByteReader reader(body);
  std::uint16_t version = reader.U16();
  const bool hello_retry = ReadRandom(reader) == kHelloRetryRandom;
  const Bytes id = reader.Vector8();
  session_id.assign(id.begin(), id.end());
  facts.group = 0;
  const std::uint16_t suite = reader.U16();
  reader.U8();  // compression method
  ForEachExtension(reader, [&](std::uint16_t type, Bytes data) {
    ByteReader field(data);
    if (type == kSupportedVersions) {
      version = field.U16();
    } else if (type == kKeyShare) {
      facts.group = field.U16();
      facts.server_share_bytes = field.empty() ? 0 : field.Vector16().size();  // a HelloRetryRequest has none
    } else if (type == kPreSharedKey) {
      facts.selected_psk = true;
    } else if (type == kExtendedMasterSecret) {
      facts.extended_master_secret = true;
    }
  });
  facts.protocol = version;
  facts.cipher_suite = suite;
  facts.hello_retry |= hello_retry;
  facts.server_hello |= !hello_retry && reader.ok();
}

// Reads ECDHE's message, which begins with the type of the curve, or DHE's, which begins with the length of a prime
// (RFC 5246, section 7.4.3). The first byte of that length differs from the curve type unless the prime has 6144 bits.
void ReadServerKeyExchange(Bytes body, WireFacts& facts) {
  facts.server_key_exchange = true;
  ByteReader reader(body);
  if (!body.empty() && body[0] == kNamedCurve) {
    reader.U8();
    facts.group = reader.U16();
    reader.Vector8();  // public key
  } else {
    facts.group = GroupOfPrime(reader.Vector16());
    reader.Vector16();  // generator
    reader.Vector16();  // public key
  }
  facts.signature_scheme = reader.ok() ? reader.U16() : std::uint16_t{0};
}

bool HoldsCertificates(Bytes body) {
  ByteReader reader(body);
  return reader.U24() != 0;
}

bool IsHelloRetryRequest(Bytes message) {
  ByteReader reader(message);
  const bool server_hello = reader.U8() == kServerHelloType;
  reader.U24();
  reader.U16();  // legacy_version
  return server_hello && ReadRandom(reader) == kHelloRetryRandom;
}

bool AcceptsEarlyData(Bytes message) {
  constexpr std::uint8_t kEncryptedExtensions = 8;
  ByteReader reader(message);
  bool accepts = false;
  if (reader.U8() == kEncryptedExtensions) {
    reader.U24();
    ForEachExtension(reader, [&](std::uint16_t type, Bytes /*data*/) { accepts |= type == kEarlyData; });
  }
  return accepts;
}

}  // namespace tlsbench
