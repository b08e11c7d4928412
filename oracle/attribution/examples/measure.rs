use tributary_attribution::*;
use std::time::Instant;
fn main(){
 let dir="/work/main/integration-tests/data/corpora";
 let mut fs:Vec<_>=std::fs::read_dir(dir).unwrap().map(|e|e.unwrap().path()).collect(); fs.sort();
 let texts:Vec<(String,Vec<u8>)>=fs.iter().map(|f|(f.file_stem().unwrap().to_string_lossy().into(),std::fs::read(f).unwrap())).collect();
 let t=Instant::now();
 let c=Corpus::build(texts.iter().enumerate().map(|(i,t)|DatasetText{id:i as u64+1,text:t.1.clone()}).collect()).unwrap();
 println!("build {:?} {}",t.elapsed(),c.canonical_len());
 // accidental matches: each text against all the others
 for (i,(name,text)) in texts.iter().enumerate(){
  let others=Corpus::build(texts.iter().enumerate().filter(|(j,_)|*j!=i).map(|(j,t)|DatasetText{id:j as u64+1,text:t.1.clone()}).collect()).unwrap();
  let text=String::from_utf8_lossy(text);
  print!("{name:28}");
  for (b,w) in [(20,4),(24,4),(28,5),(32,5),(32,6),(36,6),(40,6),(40,7),(48,8),(56,9),(64,10)]{
   for o in [3usize,1000000]{
   let m=Method{min_bytes:b,min_words:w,max_occurrences:o,..Method::V1};
   let a=others.attribute_by(&m,&text);
   let cov:usize=a.spans.iter().map(|s|s.credited.len()).sum();
   print!(" {b}/{w}/{}:{}ppm",if o==3{"3"}else{"inf"},cov as u64*1000000/a.answer_len as u64);
   }
  }
  println!();
  let m=Method{min_bytes:24,min_words:5,max_occurrences:1000000,..Method::V1};
  let t=Instant::now();
  let a=others.attribute_by(&m,&text);
  println!("   {:?} for {} bytes", t.elapsed(), text.len());
  let can=canonical::canonical(&text);
  let mut v:Vec<_>=a.spans.iter().map(|s|(s.matched.len(),s.occurrences,s.dataset,&can[s.matched.clone()])).collect();
  v.sort(); v.dedup_by_key(|x|x.3);
  for x in v.iter().rev().take(12){println!("   {x:?}");}
  println!("  --");
  let w=v.iter().filter(|x|x.0>=32&&x.0<48).collect::<Vec<_>>();
  for x in w.iter().step_by((w.len()/15).max(1)){println!("   {x:?}");}
 }
}
