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
constexpr std::size_t kHeader = 4;  // of a handshake message: type and length
// Extensions (IANA, TLS ExtensionType Values).
constexpr std::uint16_t kExtendedMasterSecret = 23;
constexpr std::uint16_t kSessionTicket = 35;
constexpr std::uint16_t kPreSharedKey = 41;
constexpr std::uint16_t kSupportedVersions = 43;
constexpr std::uint16_t kKeyShare = 51;
// ECCurveType of a ServerKeyExchange (RFC 8422, section 5.4).
constexpr std::uint8_t kNamedCurve = 3;
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

void ReadClientHello(Bytes body, WireFacts& facts) {
  facts.client_hello_bytes = kHeader + body.size();
  Reader reader(body);
  reader.U16();  // legacy_version
  facts.client_random = ReadRandom(reader);
  reader.Vector8();   // session ID
  reader.Vector16();  // cipher suites
  reader.Vector8();   // compression methods
  ForEachExtension(reader, [&](std::uint16_t type, Bytes data) {
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

void ReadServerHello(Bytes body, WireFacts& facts) {
  Reader reader(body);
  std::uint16_t version = reader.U16();
  const bool hello_retry = ReadRandom(reader) == kHelloRetryRandom;
  reader.Vector8();  // session ID
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

// Only the ECDHE form is read; in another the type byte differs and the group stays 0.
void ReadServerKeyExchange(Bytes body, WireFacts& facts) {
  Reader reader(body);
  if (reader.U8() != kNamedCurve) {
    return;
  }
  facts.group = reader.U16();
  reader.Vector8();  // public key
  facts.signature_scheme = reader.U16();
}

void ReadMessage(std::uint8_t type, Bytes body, WireFacts& facts) {
  switch (type) {
    case kClientHello:
      ReadClientHello(body, facts);
      break;
    case kServerHello:
      ReadServerHello(body, facts);
      break;
    case kCertificate:
      facts.certificate = true;
      break;
    case kServerKeyExchange:
      ReadServerKeyExchange(body, facts);
      break;
    case kNewSessionTicket:
      facts.new_session_ticket = true;
      break;
    default:
      break;
  }
}

// Reads the whole messages that `stream` begins with. Returns how many bytes those were.
std::size_t ReadMessages(Bytes stream, WireFacts& facts) {
  std::size_t at = 0;
  while (stream.size() - at >= kHeader) {
    Reader header(stream.subspan(at));
    const std::uint8_t type = header.U8();
    const std::size_t length = header.U24();
    if (stream.size() - at - kHeader < length) {
      break;
    }
    ReadMessage(type, stream.subspan(at + kHeader, length), facts);
    at += kHeader + length;
  }
  return at;
}

// The body of a handshake record in clear; `begun` keeps what is not a whole message yet.
void ReadHandshakeRecord(Bytes body, Buffer& begun, WireFacts& facts) {
  if (begun.empty()) {
    const Bytes rest = body.subspan(ReadMessages(body, facts));
    begun.assign(rest.begin(), rest.end());
    return;
  }
  begun.insert(begun.end(), body.begin(), body.end());
  const std::size_t read = ReadMessages(begun, facts);
  begun.erase(begun.begin(), begun.begin() + static_cast<std::ptrdiff_t>(read));
}

// One direction, record by record, as far as it is in clear. In TLS 1.2 the ChangeCipherSpec ends that; in TLS 1.3 it
// means nothing, and encrypted records are of type application_data.
void ReadDirection(Bytes bytes, bool server, WireFacts& facts) {
  Reader reader(bytes);
  Buffer begun;
  while (!reader.empty()) {
    const std::uint8_t type = reader.U8();
    reader.U16();  // legacy_record_version
    const Bytes body = reader.Vector16();
    if (!reader.ok()) {
      facts.malformed = server ? "the server's last record is cut short" : "the client's last record is cut short";
      return;
    }
    if (type == kHandshake) {
      ReadHandshakeRecord(body, begun, facts);
    } else if (type == kAlert && server && body.size() == 2) {
      facts.alert_from_server = body[1];
    } else if (type == kChangeCipherSpec) {
      facts.server_changed_cipher |= server;
      if (facts.protocol != kTls13) {
        return;
      }
    } else if (type != kApplicationData && type != kAlert) {
      facts.malformed = "a record of an unknown type";
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
  ReadDirection(from_server, true, facts);  // first: what the version is decides how the client's side reads
  ReadDirection(from_client, false, facts);
  return facts;
}

bool IsHelloRetryRequest(Bytes message) {
  Reader reader(message);
  const bool server_hello = reader.U8() == kServerHello;
  reader.U24();
  reader.U16();  // legacy_version
  return server_hello && ReadRandom(reader) == kHelloRetryRandom;
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
