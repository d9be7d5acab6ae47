#pragma once

#include "http/message.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace mailapp::http {

/// Files of one directory, read once at the start: a request can only name what was found there, so no path
/// of a caller ever reaches the file system. Meant for built assets of some megabytes.
class StaticFiles {
public:
    /// `prefix`: the path of the first file, "/assets/". A missing directory gives an empty set.
    StaticFiles(std::filesystem::path const& directory, std::string prefix);

    bool empty() const { return files_.empty(); }
    bool has(std::string const& name) const { return files_.contains(name); }
    /// The file below the prefix, or 404. Names with a hash in them ("app-3f2a91bc.js") may be kept for a
    /// year.
    RawResponse handle(RawRequest const& request) const;
    /// One file by its name in the directory. Throws std::out_of_range when there is none.
    RawResponse file(std::string const& name) const;

private:
    struct File {
        std::string content;
        std::string type;
        std::string tag;
    };
    std::string prefix_;
    std::map<std::string, File> files_;
};

/// For pages: scripts and styles only from this server, nothing inline, no frames (CSP Level 3).
inline constexpr char const* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

}  // namespace mailapp::http
