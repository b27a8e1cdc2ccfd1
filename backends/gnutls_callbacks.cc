// Implements the functions of a connection that GnuTLS calls: for bytes, and with messages, secrets and tickets.

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "backends/gnutls_connection.h"
#include "backends/gnutls_names.h"
#include "bench/wire/byte_reader.h"

namespace tlsbench {
namespace {

void AppendHex(std::string& line, const gnutls_datum_t& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (const std::uint8_t byte : Bytes(bytes.data, bytes.size)) {
    line += kDigits[byte >> 4];
    line += kDigits[byte & 15];
  }
}

// Returns a message's number on the wire: the library has numbers of its own for some hello messages.
std::uint8_t WireType(unsigned type) {
  switch (type) {
    case GNUTLS_HANDSHAKE_HELLO_RETRY_REQUEST:
      return GNUTLS_HANDSHAKE_SERVER_HELLO;
    case GNUTLS_HANDSHAKE_CLIENT_HELLO_V2:
      return GNUTLS_HANDSHAKE_CLIENT_HELLO;
    default:
      return static_cast<std::uint8_t>(type);
  }
}

// Returns the limit in a ticket's early_data extension (RFC 9846, section 4.3.10); 0 if it has none.
std::uint32_t EarlyDataLimit(Bytes ticket_extensions) {
  constexpr std::uint16_t kEarlyData = 42;
  ByteReader reader(ticket_extensions);
  while (!reader.empty()) {
    const bool early_data = reader.U16() == kEarlyData;
    ByteReader data(reader.Vector16());
    if (early_data) {
      return data.U32();
    }
  }
  return 0;
}

}  // namespace

ssize_t GnutlsConnection::OnPull(gnutls_transport_ptr_t self, void* data, std::size_t length) {
  auto* connection = static_cast<GnutlsConnection*>(self);
  Bytes& in = connection->in_;
  if (in.empty()) {
    gnutls_transport_set_errno(connection->session_.get(), EAGAIN);
    return -1;
  }
  const std::size_t count = std::min(in.size(), length);
  std::memcpy(data, in.data(), count);
  in = in.subspan(count);
  return static_cast<ssize_t>(count);
}

// Returns whether there is something to pull. Never waits.
int GnutlsConnection::OnPullTimeout(gnutls_transport_ptr_t self, unsigned /*milliseconds*/) {
  return static_cast<GnutlsConnection*>(self)->in_.empty() ? 0 : 1;
}

ssize_t GnutlsConnection::OnPush(gnutls_transport_ptr_t self, const void* data, std::size_t length) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  auto* connection = static_cast<GnutlsConnection*>(self);
  connection->out_->insert(connection->out_->end(), bytes, bytes + length);
  if (connection->writes_ != nullptr) {
    connection->writes_->push_back(length);
  }
  return static_cast<ssize_t>(length);
}

// Passes a message on; the library gives it without its header of four bytes.
int GnutlsConnection::OnMessage(gnutls_session_t session, unsigned type, unsigned /*when*/, unsigned incoming,
                                const gnutls_datum_t* body) {
  auto* self = static_cast<GnutlsConnection*>(gnutls_session_get_ptr(session));
  if (self->observer_ != nullptr) {
    const std::uint8_t wire_type = WireType(type);
    const unsigned size = body->size;
    Buffer message = {wire_type, static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 8),
                      static_cast<std::uint8_t>(size)};
    message.insert(message.end(), body->data, body->data + size);
    self->observer_->OnMessage(incoming == 0, wire_type, message);
  }
  self->peer_finished_ = self->peer_finished_ || (type == GNUTLS_HANDSHAKE_FINISHED && incoming != 0);
  if (type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET && incoming != 0) {
    self->TakeNoteOfTicket({body->data, body->size});
  }
  return GNUTLS_E_SUCCESS;
}

int GnutlsConnection::OnSecret(gnutls_session_t session, const char* label, const gnutls_datum_t* secret) {
  const auto* self = static_cast<GnutlsConnection*>(gnutls_session_get_ptr(session));
  gnutls_datum_t client_random{};
  gnutls_datum_t server_random{};
  gnutls_session_get_random(session, &client_random, &server_random);
  std::string line = std::string(label) + " ";
  AppendHex(line, client_random);
  line += " ";
  AppendHex(line, *secret);
  self->observer_->OnSecret(line);
  return GNUTLS_E_SUCCESS;
}

// Reads a NewSessionTicket without its header. TLS 1.2: lifetime, ticket (RFC 5077, section 3.3); TLS 1.3: lifetime,
// age_add, nonce, ticket (RFC 9846, section 4.6.1). It has not been checked yet; if it is wrong, the library fails
// next.
void GnutlsConnection::TakeNoteOfTicket(Bytes body) {
  ByteReader reader(body);
  const std::uint32_t lifetime = reader.U32();
  const bool tls13 = NegotiatedProtocol(session_.get()) == kTls13;
  if (tls13) {
    has_new_session_ = true;
    reader.U32();      // age_add
    reader.Vector8();  // nonce
  }
  const Bytes ticket = reader.Vector16();
  if (!reader.ok()) {
    return;
  }
  lifetime_seconds_ = lifetime;
  ticket_bytes_ = ticket.size();
  early_data_limit_ = tls13 ? EarlyDataLimit(reader.Vector16()) : 0;
  ++tickets_;
}

}  // namespace tlsbench
