#include "http/static_files.hpp"

#include "base/file.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/compress.hpp"

#include <algorithm>

namespace mailapp::http {
namespace {

namespace fs = std::filesystem;

std::string type_of(std::string const& name) {
    static std::map<std::string, std::string> const types{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff", "font/woff"},
        {".woff2", "font/woff2"},
        {".wasm", "application/wasm"},
        {".txt", "text/plain; charset=utf-8"},
    };
    auto const found = types.find(to_lower(fs::path(name).extension().string()));
    return found == types.end() ? "application/octet-stream" : found->second;
}

/// The content coding that an extension stands for (RFC 9110, section 8.4.1; RFC 7932); "" for any other one.
std::string_view coding_of(std::string_view extension) {
    if (extension == ".br") return "br";
    if (extension == ".gz") return "gzip";
    return "";
}

/// "assets/index-BaPxQwYz.js": a dash and eight characters of base64url before the extension, as the panel's
/// build names all that it puts there.
bool is_named_by_content(std::string const& name) {
    constexpr std::size_t hash_size = 8;
    if (!name.starts_with("assets/")) return false;
    auto const stem = fs::path(name).stem().string();
    if (stem.size() <= hash_size || stem[stem.size() - hash_size - 1] != '-') return false;
    return std::all_of(stem.end() - hash_size, stem.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_';
    });
}

std::map<std::string, std::string> read_all(fs::path const& directory) {
    std::map<std::string, std::string> contents;
    if (!fs::is_directory(directory)) return contents;
    for (auto const& entry : fs::recursive_directory_iterator(directory)) {
        if (entry.is_symlink() || !entry.is_regular_file()) continue;
        auto content = read_file(entry.path());
        if (!content) {
            log::warn("http.page_unreadable",
                      {{"file", entry.path().string()}, {"problem", content.error().detail}});
            continue;
        }
        contents[entry.path().lexically_relative(directory).generic_string()] = std::move(*content);
    }
    return contents;
}

}  // namespace

StaticFiles::StaticFiles(fs::path const& directory) {
    auto contents = read_all(directory);
    for (auto& [name, content] : contents) {
        auto const extension = fs::path(name).extension().string();
        auto const coding = coding_of(extension);
        auto const base = name.substr(0, name.size() - extension.size());
        if (!coding.empty() && contents.contains(base)) {
            files_[base].coded[std::string(coding)] = std::move(content);
            continue;
        }
        auto& file = files_[name];
        file.type = type_of(name);
        // Weak: one tag for the plain and the compressed forms.
        file.tag = "W/\"" + to_hex(sha256(content)).substr(0, 16) + "\"";
        file.plain = std::move(content);
    }
}

RawResponse StaticFiles::answer(RawRequest const& request, std::string const& name) const {
    if (request.method != Method::get && request.method != Method::head) {
        auto refused = text_response(405, "This address is only for reading.\n");
        refused.set("Allow", "GET, HEAD");
        return refused;
    }
    auto const found = files_.find(name);
    if (found == files_.end()) return text_response(404, "There is nothing at this address.\n");
    auto const& file = found->second;
    RawResponse response;
    response.set("ETag", file.tag);
    response.set("Cache-Control",
                 is_named_by_content(name) ? "public, max-age=31536000, immutable" : "no-cache");
    if (!file.coded.empty()) response.set("Vary", "Accept-Encoding");
    // With 304 too: a client puts the headers of that answer in place of those that it kept.
    if (file.type.starts_with("text/html")) add_page_headers(response);
    if (names_tag(request.header("if-none-match"), file.tag)) {
        response.status = 304;
        return response;
    }
    response.set("Content-Type", file.type);
    auto const accepted = request.header("accept-encoding");
    int best = 0;
    auto chosen = file.coded.end();
    // In the order of their names: "br", the smaller one, wins a tie.
    for (auto coded = file.coded.begin(); coded != file.coded.end(); ++coded) {
        auto const weight = coding_weight(accepted, coded->first);
        if (weight <= best) continue;
        best = weight;
        chosen = coded;
    }
    if (chosen == file.coded.end()) {
        response.body = file.plain;
    } else {
        response.body = chosen->second;
        response.set("Content-Encoding", chosen->first);
    }
    return response;
}

void add_page_headers(RawResponse& response) {
    response.set("Content-Security-Policy", content_security_policy);
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set(
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()");
}

}  // namespace mailapp::http
