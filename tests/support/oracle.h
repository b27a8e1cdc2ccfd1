// tshark as the oracle of the wire: bytes that crossed, put into a capture and read back. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_ORACLE_H_
#define TLSBENCH_TESTS_SUPPORT_ORACLE_H_

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bench/backend.h"
#include "bench/os/process.h"

namespace tlsbench {

// Bytes as text2pcap reads them: a line with the direction, then a hex dump.
inline void Dump(std::ostream& out, char direction, Bytes bytes) {
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

inline std::string Run(std::vector<std::string> arguments) {
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

inline constexpr const char* kFields[] = {"tls.handshake.type",
                                          "tls.handshake.random",
                                          "tls.handshake.session_id",
                                          "tls.handshake.ciphersuite",
                                          "tls.handshake.extension.type",
                                          "tls.handshake.extension.len",
                                          "tls.handshake.extensions.supported_version",
                                          "tls.handshake.extensions_key_share_group",
                                          "tls.handshake.server_named_curve"};

// Flights in the order in which they crossed: 'O' from the client, 'I' from the server.
using Flights = std::vector<std::pair<char, Buffer>>;

// The fields that tshark finds in the packets of each direction: values comma separated, with a comma at both ends.
// With secrets, in the lines of a key log, it reads what is encrypted, too.
class Oracle {
 public:
  explicit Oracle(const Flights& flights, const std::string& secrets = "") {
    const Folder folder;
    std::ofstream text(folder.File("dump.txt"));
    for (const auto& [direction, bytes] : flights) {
      Dump(text, direction, bytes);
    }
    text.close();
    std::ofstream(folder.File("keys.txt")) << secrets;
    const std::string capture = folder.File("capture.pcap");
    Run({"text2pcap", "-q", "-D", "-T", "443,40000", folder.File("dump.txt"), capture});
    std::vector<std::string> arguments = {"tshark",
                                          "-r",
                                          capture,
                                          "-d",
                                          "tcp.port==443,tls",
                                          "-o",
                                          "tls.keylog_file:" + folder.File("keys.txt"),
                                          "-T",
                                          "fields",
                                          "-e",
                                          "tcp.dstport"};
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

inline bool Holds(const std::string& values, const std::string& value) {
  return values.find("," + value + ",") != std::string::npos;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_ORACLE_H_
