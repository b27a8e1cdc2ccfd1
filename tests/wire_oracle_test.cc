// tshark as the oracle of wire.cc: what we read off real handshakes of every library, tshark reads too.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bench/credentials.h"
#include "bench/process.h"
#include "bench/registry.h"
#include "bench/wire.h"
#include "tests/pair.h"

namespace tlsbench {
namespace {

// Bytes as text2pcap reads them: a line with the direction, then a hex dump.
void Dump(std::ostream& out, char direction, Bytes bytes) {
  constexpr std::size_t kWidth = 16;
  out << direction << '\n';
  for (std::size_t at = 0; at < bytes.size(); at += kWidth) {
    out << fmt::format("{:06x}", at);
    for (const std::uint8_t byte : bytes.subspan(at, std::min(kWidth, bytes.size() - at))) {
      out << fmt::format(" {:02x}", byte);
    }
    out << '\n';
  }
}

std::string Run(std::vector<std::string> arguments) {
  SpawnOptions options;
  options.arguments = std::move(arguments);
  const auto output = RunCommand(options);
  EXPECT_TRUE(output) << output.error();
  return output.value_or("");
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tlsbench-oracle-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

constexpr const char* kFields[] = {"tls.handshake.type",
                                   "tls.handshake.random",
                                   "tls.handshake.ciphersuite",
                                   "tls.handshake.extension.type",
                                   "tls.handshake.extension.len",
                                   "tls.handshake.extensions.supported_version",
                                   "tls.handshake.extensions_key_share_group",
                                   "tls.handshake.server_named_curve"};

// The fields that tshark finds in the packets of each direction: values comma separated, with a comma at both ends.
class Oracle {
 public:
  Oracle(const MemoryHandshake& handshake, const Folder& folder) {
    std::ofstream text(folder.File("dump.txt"));
    const std::size_t hello = 5 + (std::size_t{handshake.from_client[3]} << 8) + handshake.from_client[4];
    Dump(text, 'O', handshake.from_client.first(hello));
    Dump(text, 'I', handshake.from_server);
    Dump(text, 'O', handshake.from_client.subspan(hello));
    text.close();
    const std::string capture = folder.File("capture.pcap");
    Run({"text2pcap", "-q", "-D", "-T", "443,40000", folder.File("dump.txt"), capture});
    std::vector<std::string> arguments = {"tshark", "-r",     capture, "-d",         "tcp.port==443,tls",
                                          "-T",     "fields", "-e",    "tcp.dstport"};
    for (const char* field : kFields) {
      arguments.insert(arguments.end(), {"-e", field});
    }
    std::istringstream lines(Run(std::move(arguments)));
    for (std::string line; std::getline(lines, line);) {
      Take(line);
    }
  }

  std::string Client(const std::string& field) const { return Values("443", field); }
  std::string Server(const std::string& field) const { return Values("40000", field); }

 private:
  // A packet: the port it goes to, then the fields, separated by tabs.
  void Take(const std::string& line) {
    std::istringstream columns(line);
    std::string port;
    std::getline(columns, port, '\t');
    for (const char* field : kFields) {
      std::string value;
      std::getline(columns, value, '\t');
      values_[{port, field}] += value.empty() ? "" : value + ",";
    }
  }

  std::string Values(const std::string& port, const std::string& field) const {
    const auto found = values_.find({port, field});
    return found == values_.end() ? "no such packet" : "," + found->second;
  }

  std::map<std::pair<std::string, std::string>, std::string> values_;
};

bool Holds(const std::string& values, const std::string& value) {
  return values.find("," + value + ",") != std::string::npos;
}

std::string Hex(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

void CompareMessages(const Oracle& oracle, const WireFacts& wire) {
  const std::string client_extensions = oracle.Client("tls.handshake.extension.type");
  const std::string server_extensions = oracle.Server("tls.handshake.extension.type");
  const std::string server_messages = oracle.Server("tls.handshake.type");
  EXPECT_EQ(oracle.Client("tls.handshake.random"), "," + Hex(wire.client_random) + ",");
  EXPECT_EQ(oracle.Server("tls.handshake.ciphersuite"), fmt::format(",0x{:04x},", wire.cipher_suite));
  EXPECT_EQ(Holds(client_extensions, "41"), wire.offered_psk);
  EXPECT_EQ(Holds(server_extensions, "41"), wire.selected_psk);
  EXPECT_EQ(Holds(server_messages, "11"), wire.certificate);
  EXPECT_EQ(Holds(server_messages, "4"), wire.new_session_ticket);
}

void CompareTls13(const Oracle& oracle, const WireFacts& wire) {
  EXPECT_EQ(oracle.Server("tls.handshake.extensions.supported_version"), ",0x0304,");
  EXPECT_EQ(oracle.Server("tls.handshake.extensions_key_share_group"), fmt::format(",{},", wire.group));
}

void CompareTls12(const Oracle& oracle, const WireFacts& wire, bool resumes) {
  const std::string curve = oracle.Server("tls.handshake.server_named_curve");
  EXPECT_EQ(curve, wire.group == 0 ? "," : fmt::format(",0x{:04x},", wire.group));
  const std::string lengths = oracle.Client("tls.handshake.extension.len");
  EXPECT_EQ(wire.offered_ticket_bytes != 0, resumes);
  EXPECT_TRUE(!resumes || Holds(lengths, std::to_string(wire.offered_ticket_bytes)));
}

void CompareWithOracle(const MemoryHandshake& handshake, const Scenario& scenario) {
  const Folder folder;
  const Oracle oracle(handshake, folder);
  const WireFacts wire = ReadWire(handshake.from_client, handshake.from_server);
  CompareMessages(oracle, wire);
  if (scenario.tls13()) {
    CompareTls13(oracle, wire);
  } else {
    CompareTls12(oracle, wire, scenario.resumes());
  }
}

TEST(WireOracleTest, TsharkReadsTheSame) {
  const Credentials credentials = MakeCredentials({Auth::kEcdsaP256}).value();
  int compared = 0;
  for (const std::string& file : FindPlugins(TLSBENCH_PLUGIN_DIR)) {
    const Plugin plugin = LoadPlugin(file).value();
    for (const std::uint16_t protocol : {kTls12, kTls13}) {
      const Scenario scenario{protocol, Handshake::kTicket, Auth::kEcdsaP256,
                              DefaultCipherSuite(protocol, Auth::kEcdsaP256), kGroupX25519};
      if (!plugin.backend->is_library()) {
        continue;
      }
      SCOPED_TRACE(fmt::format("{} {}", plugin.backend->name(), ProtocolName(protocol)));
      const Pair ends = MakePair(*plugin.backend, scenario, credentials);
      MemoryHandshake full = ends.link->RunWithRequest(nullptr);
      ASSERT_EQ(full.failure, "");
      CompareWithOracle(full, {protocol, Handshake::kFull});
      const std::unique_ptr<Session> session = std::move(full.session);
      const MemoryHandshake resumed = ends.link->RunWithRequest(session.get());
      ASSERT_EQ(resumed.failure, "");
      CompareWithOracle(resumed, scenario);
      compared += 2;
    }
  }
  EXPECT_GE(compared, 12) << "three libraries, two protocols, full and resumed";
}

}  // namespace
}  // namespace tlsbench
