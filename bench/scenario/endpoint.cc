#include "bench/scenario/endpoint.h"

#include <algorithm>

namespace tlsbench {
namespace {

void PushOnce(std::vector<std::uint16_t>& values, std::uint16_t value) {
  if (value != 0 && std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

// In TLS 1.2 the list also names the curves that certificates may use (RFC 8422, section 5.1.1). P-256 is always among
// them, whatever the certificates are.
void PushCurves(const Scenario& scenario, std::vector<std::uint16_t>& groups) {
  PushOnce(groups, kGroupSecp256r1);
  for (const Auth auth : {scenario.auth, scenario.client_auth}) {
    PushOnce(groups, auth == Auth::kEcdsaP384 ? 24 : auth == Auth::kEcdsaP521 ? 25 : 0);
  }
}

void PinSuiteAndGroup(const Scenario& scenario, EndpointConfig& config) {
  if (scenario.cipher_suite != 0) {
    config.cipher_suites = {scenario.cipher_suite};
  }
  const bool server = config.role == Role::kServer;
  config.groups = OfferedGroups(scenario);
  if (scenario.tls13() && !config.groups.empty()) {
    if (server && scenario.hello_retry()) {
      config.groups = {scenario.group};
    } else if (!server) {
      config.key_shares = KeySharesOf(scenario);
    }
  } else if (!config.groups.empty()) {
    PushCurves(scenario, config.groups);
  }
}

void PinProtocolAndSignature(const Scenario& scenario, EndpointConfig& config) {
  config.min_protocol = config.max_protocol = scenario.protocol;
  for (const Auth auth : {scenario.auth, scenario.client_auth}) {
    PushOnce(config.signature_schemes, PinnedSignatureScheme(scenario.protocol, auth));
  }
  if (scenario.tls13() && (IsRsa(scenario.auth) || IsRsa(scenario.client_auth))) {
    config.signature_schemes.push_back(0x0401);  // for signatures in the chain; TLS 1.3 handshakes cannot use it
  }
}

// Sets what the handshake type and the scenario's switches need at this end, whether the other end is local or remote.
void SetKind(const Scenario& scenario, EndpointConfig& config) {
  config.psk_ke = scenario.handshake == Handshake::kPskKe;
  config.early_data_limit = scenario.early_data() ? kEarlyDataLimit : 0;
  config.declined_sessions = config.role == Role::kClient && scenario.handshake == Handshake::kRefusedTicket;
  config.false_start = config.role == Role::kClient && scenario.handshake == Handshake::kFalseStart;
  config.reuse_sessions = config.role == Role::kClient && scenario.reuse_tickets;
  config.grease = config.role == Role::kClient && scenario.grease;
  config.certificate_compression = scenario.certificate_compression;
  config.record_size = scenario.record_size;
  if (scenario.middlebox != Middlebox::kAsItComes) {
    config.middlebox_compatibility = scenario.middlebox == Middlebox::kOn;
  }
}

void SetServer(const Scenario& scenario, EndpointConfig& config) {
  const bool session_id = scenario.handshake == Handshake::kSessionId;
  config.tickets = session_id ? 0 : scenario.tickets;
  config.stateful_sessions = session_id || scenario.stateful_tickets;
  config.renew_tickets = scenario.renew_tickets;
  config.reject_early_data = scenario.handshake == Handshake::kRejectedEarlyData;
  config.require_client_certificate = scenario.client_auth != Auth::kNone;
}

}  // namespace

EndpointConfig LocalEndpoint(const Scenario& scenario, Role role) {
  EndpointConfig config;
  config.role = role;
  config.as_shipped = scenario.as_shipped;
  PinSuiteAndGroup(scenario, config);
  if (!scenario.as_shipped) {
    PinProtocolAndSignature(scenario, config);
  } else if (role == Role::kServer && !scenario.tls13()) {
    config.max_protocol = scenario.protocol;  // the client keeps its whole offer, as it would with an old server
  }
  config.server_name = kServerName;
  config.alpn = {std::string(kAlpnHttp11)};
  SetKind(scenario, config);
  config.tickets = scenario.tickets;
  config.chain_bytes = scenario.chain_bytes;
  if (role == Role::kServer) {
    SetServer(scenario, config);
  }
  return config;
}

EndpointConfig RemoteClient(const Scenario& scenario, const std::string& server_name,
                            const std::vector<std::string>& alpn) {
  EndpointConfig config;
  config.role = Role::kClient;
  config.min_protocol = config.max_protocol = scenario.protocol;
  config.server_name = server_name;
  PinSuiteAndGroup(scenario, config);
  SetKind(scenario, config);
  config.alpn = alpn;
  return config;
}

}  // namespace tlsbench
