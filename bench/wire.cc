#include "bench/wire.h"

#include <algorithm>

namespace tlsbench {
namespace {

// Content types (RFC 9846, section 5.1).
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
// Handshake types (RFC 9846, section 4; RFC 5246, section 7.4).
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint8_t kNewSessionTicket = 4;
constexpr std::uint8_t kCertificate = 11;
constexpr std::uint8_t kServerKeyExchange = 12;
constexpr std::uint8_t kCertificateRequest = 13;
constexpr std::uint8_t kCertificateVerify = 15;
constexpr std::size_t kHeader = 4;  // of a handshake message: type and length
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
// What TLS 1.3 adds to a message as it encrypts it: the inner content type and the tag (RFC 9846, section 5.2), which
// has half the length in this suite (RFC 6655, section 6).
constexpr std::uint16_t kAes128Ccm8Sha256 = 0x1305;
constexpr std::size_t kEncryption = 1 + 16;
constexpr std::size_t kShortEncryption = 1 + 8;
// The primes of RFC 7919, appendix A, differ from any other's from the ninth byte on, and from each other in length.
constexpr std::array<std::uint8_t, 16> kFiniteFieldPrime = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                                            0xad, 0xf8, 0x54, 0x58, 0xa2, 0xbb, 0x4a, 0x9a};
// The random that marks a ServerHello as a HelloRetryRequest (RFC 9846, section 4.1.3).
constexpr Random kHelloRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                      0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                      0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

// Reads big-endian fields and never past the end: after a short read ok() is false and all reads give zero.
class Reader {
 public:
  explicit Reader(Bytes bytes) : left_(bytes) {}

  bool ok() const { return ok_; }
  bool empty() const { return left_.empty(); }
  std::uint8_t U8() { return static_cast<std::uint8_t>(Number<1>()); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Number<2>()); }
  std::uint32_t U24() { return Number<3>(); }
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
  Bytes Vector8() { return Take(U8()); }  // with a length of so many bits before it
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

Random ReadRandom(Reader& reader) {
  Random random{};
  const Bytes bytes = reader.Take(random.size());
  std::copy(bytes.begin(), bytes.end(), random.begin());
  return random;
}

template <class Handle>
void ForEachExtension(Reader& hello, Handle handle) {
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
  Reader extension(data);
  Reader list(extension.Vector16());
  while (!list.empty()) {
    const std::uint16_t group = list.U16();
    shares.push_back({group, list.Vector16().size()});
  }
  return shares;
}

// 0x0a0a, 0x1a1a and so on (RFC 8701, section 2).
bool IsGrease(std::uint16_t value) { return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff); }

bool HasGrease(Bytes suites) {
  Reader reader(suites);
  bool grease = false;
  while (!reader.empty()) {
    grease |= IsGrease(reader.U16());
  }
  return grease;
}

void ReadClientHello(Bytes body, WireFacts& facts, Buffer& session_id) {
  facts.client_hello_bytes = kHeader + body.size();
  Reader reader(body);
  reader.U16();  // legacy_version
  facts.client_random = ReadRandom(reader);
  const Bytes id = reader.Vector8();
  session_id.assign(id.begin(), id.end());
  facts.session_id_bytes = id.size();
  facts.grease |= HasGrease(reader.Vector16());
  reader.Vector8();  // compression methods
  ForEachExtension(reader, [&](std::uint16_t type, Bytes data) {
    facts.grease |= IsGrease(type);
    facts.offered_early_data |= type == kEarlyData;  // a second ClientHello does not repeat it
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

// `session_id` becomes the server's. What only the ServerHello after a HelloRetryRequest decides is not kept of that.
void ReadServerHello(Bytes body, WireFacts& facts, Buffer& session_id) {
  Reader reader(body);
  std::uint16_t version = reader.U16();
  const bool hello_retry = ReadRandom(reader) == kHelloRetryRandom;
  const Bytes id = reader.Vector8();
  session_id.assign(id.begin(), id.end());
  facts.group = 0;
  const std::uint16_t suite = reader.U16();
  reader.U8();  // compression method
  ForEachExtension(reader, [&](std::uint16_t type, Bytes data) {
    Reader field(data);
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

// RFC 7919, section 3; 0 for any other prime.
std::uint16_t GroupOfPrime(Bytes prime) {
  const bool known = prime.size() >= kFiniteFieldPrime.size() &&
                     std::equal(kFiniteFieldPrime.begin(), kFiniteFieldPrime.end(), prime.begin());
  return !known ? 0 : prime.size() == 256 ? 256 : prime.size() == 384 ? 257 : prime.size() == 512 ? 258 : 0;
}

// ECDHE's begins with the type of the curve, DHE's with the length of a prime (RFC 5246, section 7.4.3), whose first
// byte is another one unless the prime has 6144 bits.
void ReadServerKeyExchange(Bytes body, WireFacts& facts) {
  facts.server_key_exchange = true;
  Reader reader(body);
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

// RFC 5246, section 7.4.6: a client without a certificate sends an empty list.
bool HoldsCertificates(Bytes body) {
  Reader reader(body);
  return reader.U24() != 0;
}

// One reading of both directions.
class WireReader {
 public:
  explicit WireReader(WireFacts& facts) : facts_(facts) {}

  // As far as it is in clear. The server's comes first: what the version is decides how the client's side reads.
  void ReadServer(Bytes bytes) { ReadDirection(bytes, true); }
  void ReadClient(Bytes bytes) {
    ReadDirection(bytes, false);
    facts_.session_id_echoed = !client_session_id_.empty() && client_session_id_ == server_session_id_;
  }

 private:
  void ReadDirection(Bytes bytes, bool server);
  bool ReadRecord(std::uint8_t type, Bytes body, bool server, Buffer& begun);
  void ReadHandshakeRecord(Bytes body, bool server, Buffer& begun);
  std::size_t ReadMessages(Bytes stream, bool server);
  void ReadFromServer(std::uint8_t type, Bytes body);
  void ReadFromClient(std::uint8_t type, Bytes body);

  WireFacts& facts_;
  Buffer client_session_id_;
  Buffer server_session_id_;
};

void WireReader::ReadFromServer(std::uint8_t type, Bytes body) {
  switch (type) {
    case kServerHello:
      ReadServerHello(body, facts_, server_session_id_);
      break;
    case kCertificate:
      facts_.certificate = true;
      break;
    case kServerKeyExchange:
      ReadServerKeyExchange(body, facts_);
      break;
    case kCertificateRequest:
      facts_.certificate_request = true;
      break;
    case kNewSessionTicket:
      facts_.new_session_ticket = true;
      break;
    default:
      break;
  }
}

void WireReader::ReadFromClient(std::uint8_t type, Bytes body) {
  if (type == kClientHello) {
    ReadClientHello(body, facts_, client_session_id_);
  } else if (type == kCertificate) {
    facts_.client_certificate = HoldsCertificates(body);
  } else if (type == kCertificateVerify) {
    Reader reader(body);
    facts_.client_signature_scheme = reader.U16();
  }
}

// Reads the whole messages that `stream` begins with. Returns how many bytes those were.
std::size_t WireReader::ReadMessages(Bytes stream, bool server) {
  std::size_t at = 0;
  while (stream.size() - at >= kHeader) {
    Reader header(stream.subspan(at));
    const std::uint8_t type = header.U8();
    const std::size_t length = header.U24();
    if (stream.size() - at - kHeader < length) {
      break;
    }
    const Bytes body = stream.subspan(at + kHeader, length);
    server ? ReadFromServer(type, body) : ReadFromClient(type, body);
    at += kHeader + length;
  }
  return at;
}

// The body of a handshake record in clear; `begun` keeps what is not a whole message yet.
void WireReader::ReadHandshakeRecord(Bytes body, bool server, Buffer& begun) {
  if (begun.empty()) {
    const Bytes rest = body.subspan(ReadMessages(body, server));
    begun.assign(rest.begin(), rest.end());
    return;
  }
  begun.insert(begun.end(), body.begin(), body.end());
  const std::size_t read = ReadMessages(begun, server);
  begun.erase(begun.begin(), begun.begin() + static_cast<std::ptrdiff_t>(read));
}

// False where what is in clear ends. In TLS 1.2 the ChangeCipherSpec ends it; in TLS 1.3 that means nothing, and
// encrypted records are of type application_data.
bool WireReader::ReadRecord(std::uint8_t type, Bytes body, bool server, Buffer& begun) {
  if (type == kHandshake) {
    ReadHandshakeRecord(body, server, begun);
  } else if (type == kAlert && server && body.size() == 2) {
    facts_.alert_from_server = body[1];
  } else if (type == kChangeCipherSpec) {
    (server ? facts_.server_changed_cipher : facts_.client_changed_cipher) = true;
    return facts_.protocol == kTls13;
  } else if (type == kApplicationData && !server) {
    const std::size_t added = facts_.cipher_suite == kAes128Ccm8Sha256 ? kShortEncryption : kEncryption;
    facts_.end_of_early_data |= facts_.protocol == kTls13 && body.size() == kHeader + added;
  } else if (type != kApplicationData && type != kAlert) {
    facts_.malformed = "a record of an unknown type";
    return false;
  }
  return true;
}

void WireReader::ReadDirection(Bytes bytes, bool server) {
  Reader reader(bytes);
  Buffer begun;
  while (!reader.empty()) {
    const std::uint8_t type = reader.U8();
    reader.U16();  // legacy_record_version
    const Bytes body = reader.Vector16();
    if (!reader.ok()) {
      facts_.malformed = server ? "the server's last record is cut short" : "the client's last record is cut short";
      return;
    }
    if (!ReadRecord(type, body, server, begun)) {
      return;
    }
  }
}

}  // namespace

bool WireFacts::resumed() const {
  return protocol == kTls13 ? selected_psk : server_hello && server_changed_cipher && !certificate;
}

WireFacts ReadWire(Bytes from_client, Bytes from_server) {
  WireFacts facts;
  WireReader reader(facts);
  reader.ReadServer(from_server);
  reader.ReadClient(from_client);
  return facts;
}

bool IsHelloRetryRequest(Bytes message) {
  Reader reader(message);
  const bool server_hello = reader.U8() == kServerHello;
  reader.U24();
  reader.U16();  // legacy_version
  return server_hello && ReadRandom(reader) == kHelloRetryRandom;
}

std::size_t BeforeApplicationData(Bytes records) {
  constexpr std::size_t kRecordHeader = 5;
  std::size_t at = 0;
  while (records.size() - at > kRecordHeader && records[at] != kApplicationData) {
    at += std::min(records.size() - at,
                   kRecordHeader + (std::size_t{records[at + 3]} << 8 | std::size_t{records[at + 4]}));
  }
  return records.size() - at > kRecordHeader ? at : records.size();
}

bool LooksLikeTls(Bytes bytes) {
  return bytes.empty() ||
         (bytes[0] >= kChangeCipherSpec && bytes[0] <= kApplicationData && (bytes.size() < 2 || bytes[1] == 3));
}

bool IsLoneChangeCipherSpec(Bytes bytes) {
  constexpr std::array<std::uint8_t, 6> kRecord = {kChangeCipherSpec, 3, 3, 0, 1, 1};
  return std::equal(bytes.begin(), bytes.end(), kRecord.begin(), kRecord.end());
}

}  // namespace tlsbench
