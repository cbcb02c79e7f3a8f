// Pictures and films of a post: most of what a listing weighs, and nothing that its readers ask for.
import { type Random, seededHex } from '../random.ts'

const widths = [108, 216, 320, 640, 960, 1080]

/** The `preview` tree of a picture: itself and its smaller copies, each under a signed address. */
export function preview(picture: string, random: Random): Record<string, unknown> {
  const width = random.int(1_100, 2_400)
  const height = Math.floor(width * (0.5 + random.next() / 2))
  const at = (scaled: number): Record<string, unknown> => ({
    url: `${picture}?width=${scaled}&crop=smart&auto=webp&s=${seededHex(40, picture, scaled)}`,
    width: scaled,
    height: Math.floor((height * scaled) / width),
  })
  const source = { url: `${picture}?auto=webp&s=${seededHex(40, picture)}`, width, height }
  const images = [{ source, resolutions: widths.map(at), variants: {}, id: seededHex(43, picture, 'id') }]
  return { images, enabled: false }
}

/** The keys of a post that is a film, which come twice as the site sends them. */
export function video(id: string, random: Random): Record<string, unknown> {
  const folder = `https://video.example/${seededHex(13, id, 'video')}`
  const signed = (file: string): string => `${folder}/${file}?a=${seededHex(90, id, file)}&v=1&f=sd`
  const film = {
    reddit_video: {
      bitrate_kbps: 2_400,
      fallback_url: `${folder}/CMAF_720.mp4?source=fallback`,
      has_audio: random.chance(0.8),
      height: 1_280,
      width: 720,
      scrubber_media_url: `${folder}/CMAF_96.mp4`,
      dash_url: signed('DASHPlaylist.mpd'),
      duration: random.int(5, 180),
      hls_url: signed('HLSPlaylist.m3u8'),
      is_gif: false,
      transcoding_status: 'completed',
    },
  }
  return { post_hint: 'hosted:video', is_video: true, media: film, secure_media: film }
}

/** The keys of a post with several pictures. */
export function gallery(id: string, random: Random): Record<string, unknown> {
  const names = Array.from({ length: random.int(2, 6) }, (_, index) => seededHex(13, id, 'gallery', index))
  const at = (name: string, width: number): Record<string, unknown> => ({
    y: width,
    x: width,
    u: `https://preview.example/${name}.jpg?width=${width}&crop=smart&auto=webp&s=${seededHex(40, name, width)}`,
  })
  const described = (name: string): Record<string, unknown> => ({
    status: 'valid',
    e: 'Image',
    m: 'image/jpg',
    p: widths.map((width) => at(name, width)),
    s: at(name, 1_440),
    id: name,
  })
  return {
    is_gallery: true,
    gallery_data: {
      items: names.map((name, index) => ({ media_id: name, id: random.int(1, 9) * 1_000 + index })),
    },
    media_metadata: Object.fromEntries(names.map((name) => [name, described(name)])),
  }
}
