/* The guest of the console tests: one sector that loads, three of program.

   Screen and serial line each have a prompt and echo what is typed. Ctrl-Alt-Del resets (the BIOS does it).
   F1: text scrolls; F2: noise, 1024 x 768; F3: a moving gradient. Any key ends those.

   boot.img is made of it by:
   as --32 -o boot.o boot.S && ld -m elf_i386 -Ttext 0x7c00 --oformat binary -o boot.img boot.o */
.code16
.globl _start
.set COM1, 0x3f8
.set SEED, 0x600

_start:
  ljmp $0, $1f
1: xor %ax, %ax
  mov %ax, %ds
  mov %ax, %es
  mov %ax, %ss
  mov $0x7c00, %sp
  sti
  cld
  mov $0x0203, %ax              /* read three sectors behind this one */
  mov $0x0002, %cx
  mov $0, %dh
  mov $0x7e00, %bx
  int $0x13
  call serial_init
  mov $banner, %si
  call serial_puts
  jmp main
.org 510
.word 0xaa55

main:                           /* a clean screen without a blinking cursor */
  movl $0x12345678, SEED
  mov $3, %ax
  int $0x10
  mov $1, %ah
  mov $0x2000, %cx
  int $0x10
  mov $banner, %si
  call puts
wait:
  hlt                           /* keyboard, serial line and clock wake it */
serial:
  mov $COM1+5, %dx
  in %dx, %al
  test $1, %al
  jz keyboard
  mov $COM1, %dx
  in %dx, %al
  cmp $13, %al
  jne 1f
  mov $prompt, %si
  call serial_puts
  jmp serial
1: call serial_putc
  jmp serial
keyboard:
  call key
  jz wait
  xor %ax, %ax
  int $0x16
  cmp $0x3b, %ah
  je busy_text
  cmp $0x3c, %ah
  je noise
  cmp $0x3d, %ah
  je gradient
  test %al, %al
  jz keyboard
  cmp $13, %al
  jne 1f
  mov $prompt, %si
  call puts
  jmp keyboard
1: call putc
  jmp keyboard

key:                            /* zero flag clear: a key waits */
  mov $1, %ah
  int $0x16
  ret
putc:
  mov $0x0e, %ah
  mov $7, %bx
  int $0x10
  ret
puts:
  lodsb
  test %al, %al
  jz 1f
  call putc
  jmp puts
1: ret

serial_init:                    /* 115200 8N1, interrupt on what comes in */
  mov $COM1+3, %dx
  mov $0x80, %al
  out %al, %dx
  mov $COM1, %dx
  mov $1, %al
  out %al, %dx
  inc %dx
  xor %al, %al
  out %al, %dx
  mov $COM1+3, %dx
  mov $3, %al
  out %al, %dx
  inc %dx
  mov $0x0b, %al
  out %al, %dx
  mov $COM1+1, %dx
  mov $1, %al
  out %al, %dx
  in $0x21, %al
  and $0xef, %al
  out %al, $0x21
  ret
serial_putc:
  push %ax
  mov $COM1+5, %dx
1: in %dx, %al
  test $0x20, %al
  jz 1b
  pop %ax
  mov $COM1, %dx
  out %al, %dx
  ret
serial_puts:
  lodsb
  test %al, %al
  jz 1f
  call serial_putc
  jmp serial_puts
1: ret

random:                         /* xorshift32 in eax */
  movl SEED, %eax
  movl %eax, %edx
  shll $13, %edx
  xorl %edx, %eax
  movl %eax, %edx
  shrl $17, %edx
  xorl %edx, %eax
  movl %eax, %edx
  shll $5, %edx
  xorl %edx, %eax
  movl %eax, SEED
  ret

busy_text:
  mov $78, %cx
1: push %cx
  call random
  and $0x3f, %al
  add $0x30, %al
  call putc
  pop %cx
  loop 1b
  mov $13, %al
  call putc
  mov $10, %al
  call putc
  hlt
  call key
  jz busy_text
  jmp stop

graphics:                       /* 1024 x 768 x 32 in banks of 64 KiB */
  mov $0x4f02, %ax
  mov $0x0144, %bx
  int $0x10
  mov $0xa000, %ax
  mov %ax, %es
  xor %bp, %bp
  ret
bank:
  push %ax
  push %dx
  mov $0x1ce, %dx
  mov $5, %ax
  out %ax, %dx
  inc %dx
  mov %bx, %ax
  out %ax, %dx
  pop %dx
  pop %ax
  ret
noise:
  call graphics
1: xor %bx, %bx
2: call bank
  xor %edi, %edi
  mov $16384, %cx
3: call random
  andl $0xffffff, %eax
  stosl
  dec %cx
  jnz 3b
  inc %bx
  cmp $48, %bx
  jne 2b
  hlt
  call key
  jz 1b
  jmp stop
gradient:
  call graphics
1: xor %bx, %bx
  inc %bp
  add $7, %bp
2: call bank
  xor %edi, %edi
  mov $16384, %cx
3: movzwl %cx, %eax
  add %bp, %ax
  and $0x3ff, %ax
  shr $2, %ax
  movl %eax, %edx
  shll $8, %edx
  orl %edx, %eax
  movb %bl, %dl
  movzbl %dl, %edx
  shll $18, %edx
  orl %edx, %eax
  stosl
  dec %cx
  jnz 3b
  inc %bx
  cmp $48, %bx
  jne 2b
  hlt
  call key
  jz 1b
stop:
  xor %ax, %ax
  int $0x16
  xor %ax, %ax
  mov %ax, %es
  jmp main

banner: .asciz "CONSOLE TEST GUEST\r\nF1 text  F2 noise  F3 gradient  Ctrl-Alt-Del reset\r\n# "
prompt: .asciz "\r\n# "
.org 2048
