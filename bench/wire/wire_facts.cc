#include "bench/wire/wire_facts.h"

#include <algorithm>

#include "bench/wire/byte_reader.h"
#include "bench/wire/handshake_messages.h"

namespace tlsbench {
namespace {

// Content types (RFC 9846, section 5.1).
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
// Handshake types (RFC 9846, section 4; RFC 5246, section 7.4).
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kNewSessionTicket = 4;
constexpr std::uint8_t kCertificate = 11;
constexpr std::uint8_t kServerKeyExchange = 12;
constexpr std::uint8_t kCertificateRequest = 13;
constexpr std::uint8_t kCertificateVerify = 15;
// The bytes that TLS 1.3 adds to a message when it encrypts it: the inner content type and the tag (RFC 9846, section
// 5.2). The tag has half the length in this suite (RFC 6655, section 6).
constexpr std::uint16_t kAes128Ccm8Sha256 = 0x1305;
constexpr std::size_t kEncryption = 1 + 16;
constexpr std::size_t kShortEncryption = 1 + 8;

// Reads both directions once.
class WireReader {
 public:
  explicit WireReader(WireFacts& facts) : facts_(facts) {}

  // Reads all that is in clear. The server's side comes first: the version that it chose decides how the client's side
  // is read.
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
    case kServerHelloType:
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
    ByteReader reader(body);
    facts_.client_signature_scheme = reader.U16();
  }
}

// Reads the whole messages at the front of `stream`. Returns how many bytes those have.
std::size_t WireReader::ReadMessages(Bytes stream, bool server) {
  std::size_t at = 0;
  while (stream.size() - at >= kMessageHeader) {
    ByteReader header(stream.subspan(at));
    const std::uint8_t type = header.U8();
    const std::size_t length = header.U24();
    if (stream.size() - at - kMessageHeader < length) {
      break;
    }
    const Bytes body = stream.subspan(at + kMessageHeader, length);
    server ? ReadFromServer(type, body) : ReadFromClient(type, body);
    at += kMessageHeader + length;
  }
  return at;
}

// Reads the body of a handshake record in clear; `begun` keeps the bytes that are not a whole message yet.
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

// Returns false where the records in clear end. In TLS 1.2 the ChangeCipherSpec ends them; in TLS 1.3 it means nothing,
// and encrypted records are of type application_data.
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
    facts_.end_of_early_data |= facts_.protocol == kTls13 && body.size() == kMessageHeader + added;
  } else if (type != kApplicationData && type != kAlert) {
    facts_.malformed = "a record of an unknown type";
    return false;
  }
  return true;
}

void WireReader::ReadDirection(Bytes bytes, bool server) {
  ByteReader reader(bytes);
  Buffer begun;
  std::size_t& largest = server ? facts_.server_record_bytes : facts_.client_record_bytes;
  while (!reader.empty()) {
    const std::uint8_t type = reader.U8();
    reader.U16();  // legacy_record_version
    const Bytes body = reader.Vector16();
    if (!reader.ok()) {
      facts_.malformed = server ? "the server's last record is cut short" : "the client's last record is cut short";
      return;
    }
    largest = std::max(largest, body.size());
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

}  // namespace tlsbench
