#include "directory/record.hpp"

#include <zlib.h>

#include <array>

namespace mailapp::directory {
namespace {

constexpr char record_version = 1;
constexpr std::size_t checksum_length = 4;

std::array<char, checksum_length> checksum(std::string_view key, std::string_view body) {
    auto sum = crc32_z(0, nullptr, 0);
    sum = crc32_z(sum, reinterpret_cast<unsigned char const*>(key.data()), key.size());
    sum = crc32_z(sum, reinterpret_cast<unsigned char const*>(body.data()), body.size());
    std::array<char, checksum_length> bytes{};
    for (std::size_t i = 0; i < checksum_length; ++i) bytes[i] = static_cast<char>((sum >> (8 * i)) & 0xff);
    return bytes;
}

}  // namespace

void RecordWriter::number(std::uint64_t value) {
    while (value >= 0x80) {
        bytes_ += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7;
    }
    bytes_ += static_cast<char>(value);
}

void RecordWriter::text(std::string_view value) {
    number(value.size());
    bytes_ += value;
}

std::string RecordWriter::finish(std::string_view key) && {
    std::string record(1, record_version);
    record += bytes_;
    auto const sum = checksum(key, record);
    record.append(sum.data(), sum.size());
    return record;
}

RecordReader::RecordReader(std::string_view key, std::string_view record) {
    if (record.size() < 1 + checksum_length || record.front() != record_version)
        throw CorruptRecord("a record of the replica has an unknown version");
    auto const body = record.substr(0, record.size() - checksum_length);
    auto const sum = checksum(key, body);
    if (record.substr(body.size()) != std::string_view(sum.data(), sum.size()))
        throw CorruptRecord("a record of the replica does not match its checksum");
    rest_ = body.substr(1);
}

std::uint64_t RecordReader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) throw CorruptRecord("a record of the replica is cut off");
        auto const byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    throw CorruptRecord("a number of a record does not end");
}

std::string_view RecordReader::text() {
    auto const length = number();
    if (length > rest_.size()) throw CorruptRecord("a record of the replica is cut off");
    auto const value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return value;
}

void RecordReader::finish() const {
    if (!rest_.empty()) throw CorruptRecord("a record of the replica is longer than its members");
}

}  // namespace mailapp::directory
